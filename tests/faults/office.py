"""The exam office of a run: one process with the product's own services, told what to do line by line.

    {"do": "seed", …}  →  {"done": …}      an error is {"failed": "TypeName: text"}

It stands for the people behind the screen: registers, seals, admits, gives time, closes and marks. Candidates never come
near it; the checker does not use it.
"""

import datetime as dt
import hashlib
import json
import sys
from typing import Any

import django

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.db import close_old_connections  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from courses.catalogue.models import Programme  # noqa: E402
from exams.delivery.enums import AdjustmentKind  # noqa: E402
from exams.delivery.models import Attempt, LateAnswer  # noqa: E402
from exams.delivery.services import attempts, late, sealing, time  # noqa: E402
from exams.delivery.tasks import close_expired  # noqa: E402
from exams.outcomes.models import ScoreNotice  # noqa: E402
from exams.outcomes.services import marking, releases  # noqa: E402
from exams.sittings.enums import RoundOrigin, SittingMode  # noqa: E402
from exams.sittings.models import Registration, Round, Sitting  # noqa: E402
from exams.sittings.services import rounds, sittings  # noqa: E402
from lms.accounts.models import Person, User  # noqa: E402
from lms.accounts.services import persons  # noqa: E402
from lms.core import clock, jobs  # noqa: E402
from lms.core.models import Job  # noqa: E402
from lms.notices.models import Notice  # noqa: E402
from lms.organizations.enums import Role  # noqa: E402
from lms.organizations.models import Membership  # noqa: E402
from question_bank.syllabus.models import Subject  # noqa: E402
from tests.support import exams  # noqa: E402

ITEMS = 20
PASSWORD = "only-for-faults-2291"
MINUTE = dt.timedelta(minutes=1)


def seed(*, people: int) -> dict[str, Any]:
    """People with sessions, two officers, somebody who can sign in; and what must never be seen in an error."""
    now = clock.now()
    cookies = [_session(_person(number, now).user) for number in range(people)]
    for name in ("office1", "office2"):
        user = User.objects.create_user(f"{name}@faults.example", None, display_name=name)
        Membership.objects.create(user=user, role=Role.EXAM_OFFICER)
    user = User.objects.create_user("signin@faults.example", PASSWORD, display_name="測試登入")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    secrets = [settings.SECRET_KEY, settings.ATTEMPT_TOKEN_KEY, settings.VAULT_KEY, settings.BLIND_INDEX_KEY]
    names = list(_people().values_list("name", flat=True))
    return {"cookies": cookies, "banned": [exams.KEYCANARY, *names, *secrets]}


def prepare(*, key: str, people: int, minutes: int) -> dict[str, Any]:
    """A sealed round whose entry has just closed, with an admitted attempt for each of so many people."""
    now = clock.now()
    number = Round.objects.count() + 1
    programme = Programme.objects.get(code="ipas-nz-beginner")
    closes_at = now - MINUTE / 2
    round = rounds.create(
        programme=programme,
        code=f"{120 + number // 9}-{1 + number % 9}",
        name_zh=f"故障測試 {key}",
        name_en=f"Fault test {key}",
        exam_date=now.date(),
        bulletin_date=now.date() - dt.timedelta(days=120),
        origin=RoundOrigin.PLATFORM,
        actor=None,
        now=now,
    )
    subject = Subject.objects.get(level=programme.level, code="L11")
    sitting = sittings.create(
        round=round,
        subject=subject,
        mode=SittingMode.COMPUTER,
        opens_at=closes_at - 2 * MINUTE,
        entry_closes_at=closes_at,
        minutes=minutes,
        leave_after_minutes=0,
        self_admission=False,
        forms=[exams.build_form(subject, items=ITEMS)],
        actor=None,
        now=now,
    )
    _register(sitting, list(_people()[:people]), exams.build_room(round), now)
    sealing.seal(round=round, actor=None, now=now)
    made = list(Attempt.objects.filter(registration__sitting=sitting).order_by("registration__seat"))
    for attempt in made:
        attempts.admit(attempt=attempt, actor=None, now=closes_at - MINUTE)
    return {"round": str(round.public_id), "attempts": [str(attempt.public_id) for attempt in made]}


def begin(*, attempts_ids: list[str], seconds_left: float) -> None:
    """Start attempts in the past, so that the time of all is up in so many seconds."""
    ends_at = clock.now() + dt.timedelta(seconds=seconds_left)
    for attempt in _attempts(attempts_ids):
        attempts.start(attempt=attempt, now=ends_at - dt.timedelta(seconds=attempt.limit_seconds))


def running(*, round_id: str) -> int:
    """How many attempts of the round nobody has written down as ended."""
    return Attempt.objects.filter(registration__sitting__round__public_id=round_id, state="running").count()


def extend(*, attempts_ids: list[str], seconds: int) -> int:
    """Give time through the service that the live room uses; returns how many got it."""
    given = time.extend(
        attempts=_attempts(attempts_ids),
        seconds=seconds,
        kind=AdjustmentKind.INCIDENT,
        reason="故障測試",
        actor=None,
        now=clock.now(),
    )
    return len(given)


def mark(*, round_id: str) -> None:
    """Decide about late answers (refused), close the round and mark it; asked twice, it gives the same run."""
    round = Round.objects.get(public_id=round_id)
    now = clock.now()
    for attempt in Attempt.objects.filter(registration__sitting__round=round, late_answers__isnull=False).distinct():
        last = LateAnswer.objects.filter(attempt=attempt).order_by("-id").values_list("id", flat=True)[0]
        officer = User.objects.get(email="office1@faults.example")
        late.decide(attempt=attempt, accept=False, up_to=last, reason="故障測試", actor=officer, now=now)
    for _ in range(2):
        marking.mark_round(round=round, actor=None, now=clock.now())


def deliver(*, times: int) -> None:
    """Send the worker the closing task several times over."""
    for _ in range(times):
        close_expired.delay()


def close_together() -> None:
    """Close what has expired, from here: at the same time as the worker."""
    attempts.close_expired(now=clock.now())


def release(*, round_id: str) -> int:
    """Prepare and approve the release of a round; the worker carries it out. Returns the job."""
    round = Round.objects.get(public_id=round_id)
    first, second = (User.objects.get(email=f"{name}@faults.example") for name in ("office1", "office2"))
    prepared = releases.prepare(round=round, actor=first, now=clock.now())
    releases.approve(release=prepared, actor=second, now=clock.now())
    return Job.objects.filter(kind=releases.JOB).latest("id").pk


def redeliver(*, job: int, times: int) -> None:
    """Send the worker the same job again."""
    for _ in range(times):
        jobs.run_job.delay(job)


def rerun(*, job: int) -> None:
    """Carry a finished job out once more, as if it had been delivered days later."""
    jobs.run(job)


def released(*, round_id: str, job: int) -> dict[str, Any]:
    """How far a release is: documents with their files, and whether anybody is told twice."""
    notices = ScoreNotice.objects.filter(release__run__round__public_id=round_id)
    messages = Notice.objects.values("person", "event_id", "channel").annotate(number=Count("id"))
    return {
        "state": str(Job.objects.get(pk=job).state),
        "people": Registration.objects.filter(sitting__round__public_id=round_id).count(),
        "documents": notices.count(),
        "files": sum(1 for each in notices if _is_whole(each)),
        "doubled": messages.filter(number__gt=1).count(),
    }


def pages() -> list[str]:
    """Every address without arguments that can be looked at."""
    found: list[str] = []
    _collect(get_resolver().url_patterns, "/", found)
    return sorted({path for path in found if not path.startswith(("/accounts/logout", "/static"))})


def password() -> str:
    """Of the account that signs in."""
    return PASSWORD


def _collect(patterns: Any, prefix: str, found: list[str]) -> None:
    for pattern in patterns:
        route = str(getattr(pattern.pattern, "_route", "<"))
        if "<" in route or "^" in route:
            continue
        if hasattr(pattern, "url_patterns"):
            _collect(pattern.url_patterns, prefix + route, found)
        else:
            found.append(prefix + route)


def _is_whole(notice: ScoreNotice) -> bool:
    with default_storage.open(notice.pdf_path) as file:
        return hashlib.sha256(file.read()).hexdigest() == notice.pdf_sha256


def _person(number: int, now: dt.datetime) -> Person:
    user = User.objects.create_user(f"c{number}@faults.example", None, display_name=f"應考測試者{number:03}")
    person = persons.ensure(user=user, now=now)
    person.birth_date = dt.date(2000, 1, 1)
    person.save(update_fields=["birth_date"])
    return person


def _session(user: Any) -> str:
    """The cookie of a signed-in browser."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def _people() -> Any:
    return Person.objects.filter(user__email__endswith="@faults.example", user__email__startswith="c").order_by("pk")


def _register(sitting: Sitting, people: list[Person], room: Any, now: dt.datetime) -> None:
    """Written directly: how people register is not what is tested here."""
    Registration.objects.bulk_create(
        Registration(
            sitting=sitting,
            person=person,
            room=room,
            seat=f"{seat:03}",
            snapshot={"name": person.name},
            registered_at=now,
            confirmed_at=now,
        )
        for seat, person in enumerate(people, start=1)
    )


def _attempts(ids: list[str]) -> list[Attempt]:
    return list(Attempt.objects.filter(public_id__in=ids).order_by("pk"))


COMMANDS = {
    each.__name__: each
    for each in (
        *(seed, prepare, begin, running, extend, mark, deliver, close_together),
        *(release, redeliver, rerun, released, pages, password),
    )
}


def main() -> None:
    """Answer line by line until the input closes."""
    replies, sys.stdout = sys.stdout, sys.stderr  # what the product prints must not come between the replies
    for line in sys.stdin:
        order = json.loads(line)
        close_old_connections()
        try:
            reply: dict[str, Any] = {"done": COMMANDS[order.pop("do")](**order)}
        except Exception as error:
            reply = {"failed": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
