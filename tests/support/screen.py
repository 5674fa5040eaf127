"""The exam screen in a browser against a server made of Python: protocol v1 in memory, no network, no database.

The page is the real template and the real modules; only the replies are ours, so a lost acknowledgement, a second
device or the last minute is one line of a test.

    exam = FakeExam(items=5)
    page = open_screen(context, exam)
"""

import base64
import datetime as dt
import hashlib
import json
import mimetypes
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page, Route

from exams.delivery.models import Attempt
from exams.sittings.models import Sitting
from question_bank.items.models import ItemVersion, StimulusVersion
from question_bank.items.rules import kinds
from question_bank.items.selectors import faces
from question_bank.syllabus.models import Subject
from tests.support import browser
from tests.support.kinds import Sample

ORIGIN = "http://localhost:1"
BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    opened = browser.launch(BROWSER_ARGUMENTS)
    yield opened
    opened.close()


@dataclass
class FakeExam:
    """One attempt as the server holds it. ``lost``: replies to saves that never reach the browser.

    ``samples``: the items, instead of ``items`` single choices; ``group``: the positions of those with a shared stem.
    """

    items: int = 5
    samples: Sequence[Sample] = ()
    group: Sequence[int] = ()
    minutes: float = 100
    leave_after_minutes: float = 0
    attempt: uuid.UUID = field(default_factory=uuid.uuid4)
    state: str = "running"
    reason: str = ""
    lease: int = 0
    answers: dict[int, dict[str, Any]] = field(default_factory=dict)
    order: dict[int, tuple[int, int]] = field(default_factory=dict)
    granted: list[dict[str, Any]] = field(default_factory=list)
    saves: list[dict[str, Any]] = field(default_factory=list)
    late: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)
    asides: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    large_type: bool = False
    rest_minutes: int = 0
    paused_at: dt.datetime | None = None
    mock: bool = False
    failing: int = 0
    lost: bool = False
    now: dt.datetime = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)

    def __post_init__(self) -> None:
        self.items = len(self.samples) or self.items
        self.started_at = self.now
        self.ends_at = self.now + dt.timedelta(minutes=self.minutes)

    def item(self, position: int) -> int:
        """The item version at a position."""
        return 100 + position

    def answer(self, position: int) -> list[str] | None:
        """The stored options at a position; None when nothing was ever stored."""
        held = self.answers.get(self.item(position))
        return held["options"] if held else None

    def grant(self, seconds: int, reason: str, kind: str = "incident") -> None:
        """More time from the invigilator."""
        self.granted.append({"seconds": seconds, "kind": kind, "reason": reason, "at": _z(self.now)})
        self.ends_at += dt.timedelta(seconds=seconds)

    def announce(self, text: str) -> None:
        """A message from the invigilator."""
        self.notices.append({"id": str(uuid.uuid4()), "at": _z(self.now), "text": text})

    def pause(self) -> None:
        """The clock stands."""
        self.state, self.paused_at = "paused", self.now

    def resume(self) -> None:
        """The clock goes on, the time paused is given back."""
        assert self.paused_at is not None
        self.grant(int((self.now - self.paused_at).total_seconds()), "pause", kind="pause")
        self.state, self.paused_at = "running", None

    @property
    def file_key(self) -> bytes:
        """The key of the answer file."""
        return hashlib.sha256(self.attempt.bytes).digest()

    def started(self) -> tuple[int, dict[str, Any]]:
        """The reply to Start."""
        if self.state == "ended":
            return 409, {"code": "ended", "message": "ended"}
        self.lease += 1
        leave = self.started_at + dt.timedelta(minutes=self.leave_after_minutes)
        return 200, self.status() | {
            "token": f"token-{self.lease}",
            "lease": self.lease,
            "title_zh": "測試考科",
            "title_en": "Test paper",
            "candidate": "測試考生",
            "seat": "A-01",
            "leave_from": _z(leave) if self.leave_after_minutes else None,
            "faces": {str(self.item(n)): self.face(n) for n in range(1, self.items + 1)},
            "order": [[self.item(n), self.places(n)] for n in range(1, self.items + 1)],
            "stimuli": {"7": self.stimulus()} if self.group else {},
            "answers": {str(item): answer for item, answer in self.answers.items()},
            "large_type": self.large_type,
            "rest_minutes": self.rest_minutes,
            "file_key": base64.b64encode(self.file_key).decode(),
        }

    def paper(self) -> dict[str, Any]:
        """Faces and order, as the protocol parts them."""
        faces_of, order = {}, []
        for shown in (self.shown(n) for n in range(1, self.items + 1)):
            masks = sorted(shown["options"])
            faces_of[str(shown["item"])] = {name: shown[name] for name in ("kind", "html", "stimulus")} | {
                "options": masks
            }
            order.append([shown["item"], [masks.index(option) for option in shown["options"]]])
        return {"faces": faces_of, "order": order}

    def version(self, position: int) -> ItemVersion:
        """The item at a position."""
        if self.samples:
            sample = self.samples[position - 1]
            return ItemVersion(pk=self.item(position), kind=sample.kind, stem=sample.stem, body=sample.body)
        options = [{"id": option, "text": f"Option {position}{option}"} for option in "abcd"]
        return ItemVersion(pk=self.item(position), kind="single", stem=f"Stem {position}", body={"options": options})

    def face(self, position: int) -> dict[str, Any]:
        """What everybody with the form receives of an item: the real face and its parts."""
        version = self.version(position)
        with translation.override("zh-hant"):
            html = faces.answer_html(version)
        return {
            "kind": str(version.kind),
            "html": html,
            "options": [part.id for part in kinds.get(version.kind).arranged(version.body)],
            "stimulus": 7 if position in self.group else None,
        }

    def places(self, position: int) -> list[int]:
        """One's own order of an item's parts: turned round (four options: c, a, d, b)."""
        version = self.version(position)
        count = len(kinds.get(version.kind).arranged(version.body))
        return [2, 0, 3, 1] if count == 4 else list(range(count))[::-1]

    def stimulus(self) -> str:
        """The shared stem."""
        return faces.stimulus_html(
            StimulusVersion(pk=7, text="共同題幹：示範工廠去年用電 1,000 度。\n\n" + "說明。" * 200)
        )

    def status(self) -> dict[str, Any]:
        """The fields of every reply."""
        if self.state == "running" and self.now >= self.ends_at:
            self.state, self.reason = "ended", "time_up"
        return {
            "held": 0,
            "saved_at": _z(self.now),
            "server_now": _z(self.now),
            "ends_at": _z(self.ends_at),
            "state": self.state,
            "paused_at": _z(self.paused_at) if self.paused_at else None,
            "granted": self.granted,
            "notices": self.notices,
        }

    def saved(self, token: str, body: dict[str, Any] | None) -> tuple[int, dict[str, Any]]:
        """The reply to a save, or to a question for the state."""
        lease = int(token.removeprefix("token-"))
        if self.failing:
            return self.failing, {"code": "busy"}
        if body is not None:
            self.saves.append(body)
        if lease != self.lease:
            return 409, {"code": "lease_lost"} | self.status()
        if body is None:
            return 200, self.status()
        if self.status()["state"] == "ended":
            self.late |= {(lease, each["seq"]): each for each in body["answers"]}
            return 409, {"code": "expired_kept"} | self.status()
        if self.state != "running":
            return 409, {"code": "not_running"} | self.status()
        for each in body["answers"]:
            if self.order.get(each["item"], (0, 0)) < (lease, each["seq"]):
                self.order[each["item"]] = (lease, each["seq"])
                self.answers[each["item"]] = {"options": each["options"], "flagged": each["flagged"]}
        return 200, self.status()

    def handed_in(self) -> tuple[int, dict[str, Any]]:
        """The reply to hand-in."""
        if self.status()["state"] != "ended":
            self.state, self.reason = "ended", "handed_in"
        answered = sum(1 for held in self.answers.values() if held["options"])
        return 200, {
            "state": "ended",
            "reason": self.reason,
            "receipt": "ABCDEFGH23",
            "answered": answered,
            "total": self.items,
            "ended_at": _z(self.now),
            "next": "/next/",
        }


def open_tab(context: BrowserContext, exam: FakeExam, *, now: dt.datetime | None = None) -> Page:
    """A new tab that goes to the screen of ``exam``; its clock stands under the test's control."""
    page = context.new_page()
    page.clock.install(time=now or exam.now)
    page.route("**/*", lambda route: _serve(route, exam))
    page.goto(f"{ORIGIN}/exam/{exam.attempt}/screen/")
    return page


def open_screen(context: BrowserContext, exam: FakeExam, *, now: dt.datetime | None = None) -> Page:
    """The screen of ``exam`` in a new tab, ready to answer."""
    page = open_tab(context, exam, now=now)
    page.wait_for_selector("[data-item=face] fieldset", state="attached")
    return page


def sentence(page: Page) -> str:
    """The one sentence about what is saved."""
    return page.locator("[data-sentence]").inner_text()


def wait_sentence(page: Page, text: str) -> None:
    """Until the sentence holds ``text``."""
    page.locator("[data-sentence]").filter(has_text=text).wait_for()


def pass_time(page: Page, exam: FakeExam, seconds: float) -> None:
    """Time passes for the server and the tab alike."""
    exam.now += dt.timedelta(seconds=seconds)
    page.clock.fast_forward(int(seconds * 1000))


def _serve(route: Route, exam: FakeExam) -> None:
    request = route.request
    path = urlsplit(request.url).path
    body = json.loads(request.post_data) if request.post_data else None
    if path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
        found = finders.find(path.removeprefix(f"/{settings.STATIC_URL.strip('/')}/"))
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        route.fulfill(path=str(found), content_type=kind) if found else route.fulfill(status=404)
    elif path.endswith("/screen/"):
        route.fulfill(body=_page(exam), content_type="text/html; charset=utf-8")
    elif path.endswith("/start"):
        _answer(route, *exam.started())
    elif path.endswith("/hand-in"):
        _answer(route, *exam.handed_in())
    elif path.endswith(("/help", "/remark", "/signals")):
        if exam.lost:
            return route.abort()
        exam.asides.append((path.rsplit("/", 1)[1], body or {}))
        _answer(route, 200, {"called_at": _z(exam.now)})
    elif path.startswith("/answers/v1/"):
        if exam.lost and body is not None:
            route.abort()
        else:
            _answer(route, *exam.saved(request.headers["authorization"].removeprefix("Bearer "), body))
    else:
        route.fulfill(body="<title>elsewhere</title>", content_type="text/html")


def _answer(route: Route, status: int, body: dict[str, Any]) -> None:
    route.fulfill(status=status, body=json.dumps(body), content_type="application/json")


def _page(exam: FakeExam) -> str:
    sitting = Sitting(
        subject=Subject(name_zh="測試考科", name_en="Test paper"), mode="mock" if exam.mock else "computer"
    )
    attempt = Attempt(public_id=exam.attempt, sitting=sitting, state=exam.state)
    with translation.override("zh-hant"):
        return render_to_string(
            "delivery/screen.html", {"attempt": attempt, "ticket": "ticket"}, request=RequestFactory().get("/")
        )


def _z(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
