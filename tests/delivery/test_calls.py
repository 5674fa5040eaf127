"""What a screen may say beside its answers: calls for help, signals, remarks about items."""

import datetime as dt
from typing import Any

from django.test import TestCase

from exams.delivery.enums import SignalKind
from exams.delivery.models import HelpCall, Objection, Signal
from exams.delivery.services import attempts, calls, objections, signals
from exams.delivery.services.signals import Reported
from lms.core import clock
from lms.core.models import AuditEvent
from tests.support import cast, gateway
from tests.support.exams import build_mock, build_sealed_sitting, start


class BesideTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_sealed_sitting()
        cls.started = start(cls.world.attempts[0])
        cls.attempt, cls.token = cls.started.attempt, cls.started.token
        cls.item = cls.attempt.order[1]["item"]

    def setUp(self) -> None:
        self.now = self.world.opens_at + dt.timedelta(minutes=5)
        self.enterContext(gateway.inline("door"))
        self.enterContext(clock.frozen(self.now))

    def say(self, verb: str, **body: Any) -> tuple[int, dict[str, Any]]:
        reply = gateway.say(self.attempt, verb, self.token, **({"lease": 1} | body))
        return reply.status, reply.body


class HelpTest(BesideTest):
    def test_pressing_twice_calls_once_until_somebody_answers(self) -> None:
        expected = (200, {"called_at": "2026-11-20T02:05:00.000Z"})
        self.assertEqual([self.say("help"), self.say("help")], [expected, expected])
        call = HelpCall.objects.get()
        calls.answer(call=call, actor=cast.user("invigilator"), now=self.now)
        self.say("help")
        self.assertEqual(HelpCall.objects.count(), 2)
        self.assertEqual(AuditEvent.objects.filter(action="attempt.called").count(), 2)

    def test_an_earlier_lease_may_call_as_well(self) -> None:
        attempts.start(attempt=self.attempt, now=self.now)
        self.assertEqual(self.say("help")[0], 200)

    def test_after_the_end_nobody_is_called(self) -> None:
        attempts.hand_in(attempt=self.attempt, now=self.now)
        self.assertEqual(self.say("help")[1]["code"], "not_running")
        self.assertEqual(HelpCall.objects.count(), 0)

    def test_a_mock_has_no_invigilator(self) -> None:
        person = cast.person("alone")
        own = attempts.prepare_mock(sitting=build_mock(), person=person, now=self.now)
        attempts.start(attempt=own, now=self.now)
        with self.assertRaises(calls.UnableToCall) as refused:
            calls.call(attempt=own, now=self.now)
        self.assertEqual(refused.exception.code, "no_room")


class SignalTest(BesideTest):
    def test_signals_are_kept_as_reported(self) -> None:
        given = [{"kind": "focus_lost", "seconds": 12}, {"kind": "paste", "seconds": 0}]
        self.assertEqual(self.say("signals", signals=given), (200, {}))
        self.assertEqual(list(Signal.objects.order_by("id").values("kind", "seconds")), given)

    def test_a_screen_that_lost_its_lease_reports_nothing(self) -> None:
        attempts.start(attempt=self.attempt, now=self.now)
        given = [{"kind": "paste", "seconds": 0}]
        self.assertEqual(self.say("signals", signals=given), (409, {"code": "lease_lost"}))
        self.assertEqual(Signal.objects.count(), 0)

    def test_only_so_many_are_kept(self) -> None:
        many = [Reported(SignalKind.PASTE, 0)] * (signals.MOST + 7)
        self.assertEqual(signals.record(attempt=self.attempt, signals=many, now=self.now), signals.MOST)
        self.assertEqual(signals.record(attempt=self.attempt, signals=many[:1], now=self.now), 0)

    def test_malformed(self) -> None:
        good = {"kind": "paste", "seconds": 0}
        for wrong in (
            *([], [good] * 51, {}, "x", [{"kind": "other", "seconds": 0}], [{"kind": "paste"}], [good | {"more": 1}]),
            *(
                [{"kind": "paste", "seconds": -1}],
                [{"kind": "paste", "seconds": True}],
                [{"kind": "paste", "seconds": False}],
                [{"kind": [], "seconds": 0}],
            ),
        ):
            with self.subTest(wrong=wrong):
                self.assertEqual(self.say("signals", signals=wrong)[0], 400)
        self.assertEqual(Signal.objects.count(), 0)


class RemarkTest(BesideTest):
    def test_a_remark_is_noted_once(self) -> None:
        expected = (200, {"noted_at": "2026-11-20T02:05:00.000Z"})
        for _ in range(2):
            self.assertEqual(self.say("remark", item=self.item, text=" 選項 A 與 C 相同\n"), expected)
        noted = Objection.objects.get()
        self.assertEqual((noted.text, noted.position, noted.noted_by), ("選項 A 與 C 相同", 2, None))
        trail = AuditEvent.objects.get(action="attempt.remarked")
        self.assertEqual(trail.data, {"objection": str(noted.public_id), "position": 2})  # never the text

    def test_what_cannot_be_noted(self) -> None:
        self.assertEqual(self.say("remark", item=10**9, text="x")[1]["code"], "not_on_paper")
        self.assertEqual(self.say("remark", item=self.item, text="  ")[1]["code"], "empty")
        self.assertEqual(self.say("remark", item=self.item, text="字" * 601)[0], 400)
        self.assertEqual(self.say("remark", item=self.item, text="a\x00b")[0], 400)
        self.assertEqual(self.say("remark", item=0, text="x")[0], 400)
        for n in range(objections.MOST):
            self.assertEqual(self.say("remark", item=self.item, text=f"第 {n} 點")[0], 200)
        self.assertEqual(self.say("remark", item=self.item, text="再一點")[1]["code"], "too_many")

    def test_an_invigilator_notes_for_the_candidate(self) -> None:
        invigilator = cast.user("invigilator")
        noted = objections.note(
            attempt=self.attempt, item=self.item, text="圖不清楚", noted_by=invigilator, now=self.now
        )
        self.assertEqual(noted.noted_by, invigilator)
