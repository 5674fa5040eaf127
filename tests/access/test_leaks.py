"""What must never show: keys in any phase of a paper (KL-02), people in logs, jobs, the trail and addresses (PV-04, PV-05)."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from urllib.parse import unquote

import structlog
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from exams.delivery.models import Attempt
from lms.accounts.models import Person
from lms.core import clock
from lms.core.logs import formatter
from lms.core.models import AuditEvent, Job
from lms.notices.models import Notice
from lms.notices.services import letters
from tests.access.matrix import ROWS
from tests.access.sweep import KEYS, Sweep
from tests.access.test_doors import CODE
from tests.access.world import NOW, PIICANARY, World
from tests.support import cast, gateway

PERSONAL = ("PIICANARY", "piicanary", "test.example", cast.PASSWORD)


@contextmanager
def logged() -> Iterator[StringIO]:
    """Everything the product logs at the level of a real installation, as its formatter writes it."""
    out, root = StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(out), root.level
    handler.setFormatter(formatter())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield out
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


class Leaks(Sweep):
    logs: str

    @classmethod
    def setUpTestData(cls) -> None:
        with logged() as out:
            cls.world = World.make()
        cls.logs = out.getvalue()

    def setUp(self) -> None:
        super().setUp()
        cache.clear()
        self.enterContext(gateway.inline("door"))

    def personal(self) -> tuple[str, ...]:
        return (*PERSONAL, *Person.objects.exclude(name="").values_list("name", flat=True))

    def assertNothingOf(self, leaks: tuple[str, ...], text: str, where: str) -> None:
        self.assertEqual([leak for leak in leaks if leak in text], [], where)

    def test_no_byte_in_any_phase_of_the_paper(self) -> None:
        client, attempt = self.clients["candidate"], self.world.ids["attempt"]
        pages = [row for row in ROWS if row.method == "GET" and row.expected["candidate"] == 200]
        own, cookies = Attempt(public_id=attempt), gateway.cookies_of(client)
        started = gateway.start(own, cookies)
        self.assertEqual(started.status, 200)
        seen = [
            client.get(self.path(row)) for row in pages if row.name.startswith(("delivery", "sittings", "portal:d"))
        ]
        token, item = started.body["token"], started.body["order"][0][0]
        said = [
            gateway.say(own, "remark", token, lease=1, item=item, text="選項相同"),
            gateway.say(own, "help", token, lease=1),
            gateway.hand_in(own, token),
            gateway.start(own, cookies),
        ]
        seen += [client.get(self.path(row)) for row in pages]
        for leak in KEYS:
            for reply in (started, *said):
                self.assertNotIn(leak.encode(), reply.text)
            for response in seen:
                self.assertNotIn(leak.encode(), response.content, response.wsgi_request.path)

    def flows(self) -> list[str]:
        """What people do on one day, by HTTP; the secrets that went to and fro."""
        ids, candidate = self.world.ids, self.clients["candidate"]
        visitor = Client()
        new = {"email": "piicanary@test.example", "password1": cast.PASSWORD, "password2": cast.PASSWORD}
        visitor.post(reverse("account_signup"), new)
        visitor.post(reverse("account_reset_password"), {"email": self.world.users["candidate"].email})
        link = re.search(r"http\S+/password/reset/key/(\S+?)/", str(mail.outbox[-1].body))
        code = CODE.search(str(mail.outbox[0].body))
        assert link is not None
        assert code is not None
        Client().get(reverse("account_login") + f"reset/?{PIICANARY}")
        Client().get(f"/accounts/password/reset/key/{link[1]}/")
        Client().get(reverse("account_login"), {"next": f"/{PIICANARY}/"})
        Client().post(reverse("account_login"), {"login": "piicanary@test.example", "password": cast.PASSWORD + "x"})
        candidate.get(reverse("classes:list"), {"words": PIICANARY})
        profile = {"name": f"{PIICANARY}新", "birth_date": "2000-01-01", "language": "zh-hant"}
        candidate.post(reverse("portal:profile"), profile)
        candidate.post(reverse("classes:enrol", args=[ids["coming_class"]]), {"confirmed": "on"})
        own, cookies = Attempt(public_id=ids["attempt"]), gateway.cookies_of(candidate)
        ticket, started = gateway.ticket_for(own, cookies), gateway.start(own, cookies).body
        gateway.say(own, "remark", started["token"], lease=1, item=started["order"][0][0], text=PIICANARY)
        gateway.hand_in(own, started["token"])
        self.clients["coordinator"].post(reverse("classes:export", args=[ids["class"], "xlsx"]))
        self.clients["coordinator"].post(
            reverse("outcomes:decide_retake", args=[ids["retake"]]), {"decision": "accept"}
        )
        self.clients["coordinator"].post(reverse("tuition:decide", args=[ids["claim"]]), {"decision": "accept"})
        candidate.get(reverse("certificates:verify_code", args=[ids["number"], ids["code"]]))
        candidate.get(reverse("certificates:verify_code", args=[ids["number"], "AAAABBBBCCCCDDDD"]))
        sessions = [str(client.session.session_key) for client in (candidate, visitor)]
        return [
            link[1],
            code[1],
            ticket,
            started["token"],
            started["file_key"],
            ids["code"],
            "AAAABBBBCCCCDDDD",
            *sessions,
        ]

    def test_nothing_personal_and_no_secret_is_logged_or_kept_in_passing(self) -> None:
        with logged() as out:
            secrets = self.flows()
        logs = unquote(self.logs + out.getvalue())
        self.assertGreater(logs.count("request_finished"), 10)
        self.assertNothingOf((*self.personal(), *KEYS, *secrets), logs, "logs")
        kept = {
            "trail": [[event.action, event.subject, event.data] for event in AuditEvent.objects.all()],
            "jobs": [[job.key, job.arguments, job.error] for job in Job.objects.all()],
        }
        for where, rows in kept.items():
            self.assertGreater(len(rows), 0)
            self.assertNothingOf((*self.personal(), *KEYS, *secrets), json.dumps(rows, ensure_ascii=False), where)

    def test_addresses_in_letters_name_nobody(self) -> None:
        texts = [letters.body(notice) + letters.html(notice) for notice in Notice.objects.all()]
        addresses = [unquote(found) for text in texts for found in re.findall(r"https?://[^\s\"<]+", text)]
        self.assertGreater(len(addresses), 3)
        for address in addresses:
            self.assertNothingOf(self.personal(), address, "letter")

    def test_control_a_logged_name_is_found(self) -> None:
        with logged() as out:
            structlog.get_logger("control").warning("greeting", name=PIICANARY)
            logging.getLogger("django.request").warning("Not Found: /certificates/verify/A-1/SECRET/")
        self.assertIn("PIICANARY", out.getvalue())
        self.assertNotIn("SECRET", out.getvalue())

    def test_the_world_is_at_its_instant(self) -> None:
        self.assertEqual(clock.now(), NOW)
