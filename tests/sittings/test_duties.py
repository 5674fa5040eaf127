"""Who invigilates which room: no two rooms at once, one lead, and a calendar entry that grows and is cancelled."""

import datetime as dt
import re

from django.core import mail
from django.test import SimpleTestCase, TestCase, TransactionTestCase

from exams.sittings import policies
from exams.sittings.models import Duty
from exams.sittings.rules import ics
from exams.sittings.selectors import duties as reads
from exams.sittings.services import duties
from lms.core.models import AuditEvent
from lms.notices.models import Notice
from lms.notices.services import mail as transport
from lms.organizations.enums import Role
from tests.support import cast
from tests.support.exams import NOW, OPENS_AT, build_room, build_round, build_sitting
from tests.support.races import shared_database, together

HOUR = dt.timedelta(hours=1)


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


class CalendarTest(SimpleTestCase):
    def entry(self, **changed: object) -> ics.Entry:
        given: dict[str, object] = {
            "uid": "duty-1@greenstep",
            "sequence": 3,
            "starts_at": OPENS_AT,
            "ends_at": OPENS_AT + HOUR,
            "summary": "監試：第三次測驗，第 101 試場；" * 4,
            "location": "臺北, 一樓; 走道\\左",
            "description": "第一行\r\n第二行\nBEGIN:VEVENT",
            "organizer": "no-reply@greenstep.example",
        }
        return ics.Entry(**(given | changed))  # type: ignore[arg-type]

    def test_lines_are_folded_between_characters_and_end_in_crlf(self) -> None:
        content = ics.render(self.entry(), now=NOW)
        lines = content.split(b"\r\n")
        self.assertEqual(lines[-1], b"")
        self.assertNotIn(b"\n", content.replace(b"\r\n", b""))
        self.assertTrue(all(len(line) <= 75 for line in lines))
        self.assertTrue(any(line.startswith(b" ") for line in lines))
        for line in lines:
            line.decode()  # no character is cut

    def test_text_is_escaped_and_cannot_add_lines(self) -> None:
        lines = unfolded(ics.render(self.entry(), now=NOW))
        self.assertIn("LOCATION:臺北\\, 一樓\\; 走道\\\\左", lines)
        self.assertIn("DESCRIPTION:第一行\\n第二行\\nBEGIN:VEVENT", lines)
        self.assertEqual(lines.count("BEGIN:VEVENT"), 1)

    def test_instants_are_utc(self) -> None:
        taipei = dt.timezone(8 * HOUR)
        lines = unfolded(ics.render(self.entry(starts_at=dt.datetime(2026, 11, 20, 9, 20, tzinfo=taipei)), now=NOW))
        self.assertIn("DTSTART:20261120T012000Z", lines)

    def test_a_cancelled_entry_says_so_twice(self) -> None:
        lines = unfolded(ics.render(self.entry(cancelled=True), now=NOW))
        self.assertIn("METHOD:CANCEL", lines)
        self.assertIn("STATUS:CANCELLED", lines)
        self.assertIn("SEQUENCE:3", lines)
        self.assertIn("UID:duty-1@greenstep", lines)

    def test_senseless_instants(self) -> None:
        for changed in ({"ends_at": OPENS_AT}, {"starts_at": dt.datetime(2026, 1, 1)}):
            with self.subTest(changed=changed), self.assertRaises((ValueError, TypeError)):
                ics.render(self.entry(**changed), now=NOW)


class DutyTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.officer = cast.user("officer", role=Role.EXAM_OFFICER)
        cls.invigilator = cast.user("invigilator", role=Role.INVIGILATOR)
        cls.round = build_round()
        build_sitting(cls.round, "L11")
        cls.room = build_room(cls.round)

    def assign(self, **changed: object) -> Duty:
        given: dict[str, object] = {"room": self.room, "user": self.invigilator, "actor": self.officer, "now": NOW}
        return duties.assign(**(given | changed))  # type: ignore[arg-type]

    def refused(self, **changed: object) -> str:
        with self.assertRaises(duties.UnableToAssign) as refused:
            self.assign(**changed)
        return refused.exception.code

    def test_only_invigilators_get_rooms(self) -> None:
        for role in (None, Role.AUDITOR, Role.ADMINISTRATOR):
            self.assertEqual(self.refused(user=cast.user(f"x{role}", role=role)), "not_an_invigilator")
        self.assertFalse(policies.visible_rooms(self.invigilator).exists())
        self.assign()
        self.assertEqual(list(policies.visible_rooms(self.invigilator)), [self.room])

    def test_the_same_again_changes_nothing(self) -> None:
        self.assertEqual(self.assign(), self.assign())
        self.assertEqual(AuditEvent.objects.filter(action="duty.assigned").count(), 1)

    def test_nobody_is_in_two_rooms_at_once(self) -> None:
        self.assign()
        self.assertEqual(self.refused(room=build_room(self.round, "R2")), "overlap")
        other = build_round(code="115-4")
        build_sitting(other, "L11", opens_at=OPENS_AT + HOUR)
        self.assertEqual(self.refused(room=build_room(other)), "overlap")

    def test_another_time_or_after_relief_is_no_overlap(self) -> None:
        duty = self.assign()
        later = build_round(code="115-4")
        build_sitting(later, "L11", opens_at=OPENS_AT + 6 * HOUR)
        self.assign(room=build_room(later))
        duties.relieve(duty=duty, actor=self.officer, now=NOW)
        self.assign(room=build_room(self.round, "R2"))

    def test_a_room_has_one_lead(self) -> None:
        first = self.assign(is_lead=True)
        second = self.assign(user=cast.user("second", role=Role.INVIGILATOR), is_lead=True)
        first.refresh_from_db()
        self.assertEqual((first.is_lead, second.is_lead), (False, True))

    def test_the_calendar_entry_keeps_its_identity_and_counts_up(self) -> None:
        duty = self.assign()
        first = unfolded(reads.calendar(duty, now=NOW))
        duties.relieve(duty=duty, actor=self.officer, now=NOW)
        duty.refresh_from_db()
        second = unfolded(reads.calendar(duty, now=NOW))
        third = unfolded(reads.calendar(self.assign(), now=NOW))

        def of(lines: list[str], name: str) -> str:
            return next(line.partition(":")[2] for line in lines if line.startswith(f"{name}:"))

        self.assertEqual([of(each, "SEQUENCE") for each in (first, second, third)], ["0", "1", "2"])
        self.assertEqual(len({of(each, "UID") for each in (first, second, third)}), 1)
        self.assertEqual([of(each, "METHOD") for each in (first, second, third)], ["PUBLISH", "CANCEL", "PUBLISH"])
        self.assertEqual(of(first, "DTSTART"), f"{OPENS_AT - dt.timedelta(minutes=40):%Y%m%dT%H%M%SZ}")
        self.assertFalse(policies.visible_rooms(self.invigilator).filter(pk=0).exists())

    def test_both_are_told_with_the_entry_attached(self) -> None:
        duties.relieve(duty=self.assign(), actor=self.officer, now=NOW)
        self.assertFalse(policies.visible_rooms(self.invigilator).exists())
        letters = list(Notice.objects.filter(channel="email").order_by("pk"))
        self.assertEqual([each.template for each in letters], ["duty_assigned", "duty_relieved"])
        for letter in letters:
            transport.send(letter)
        for sent, method in zip(mail.outbox, ("PUBLISH", "CANCEL"), strict=True):
            name, content, kind = sent.attachments[0]
            self.assertEqual((name, kind.partition(";")[0]), ("duty.ics", "text/calendar"))
            text = content if isinstance(content, str) else content.decode()
            self.assertTrue(re.search(rf"METHOD:{method}\r?\n", text))

    def test_relieving_twice_tells_once(self) -> None:
        duty = self.assign()
        for _ in range(2):
            duties.relieve(duty=duty, actor=self.officer, now=NOW)
        self.assertEqual(Notice.objects.filter(template="duty_relieved", channel="email").count(), 1)


class RaceTest(TransactionTestCase):
    def test_two_officers_give_one_person_two_rooms_at_once(self) -> None:
        round = build_round()
        build_sitting(round, "L11")
        user = cast.user("invigilator", role=Role.INVIGILATOR)
        rooms = [build_room(round, code) for code in ("R1", "R2")]
        with shared_database():
            done = together(
                *(lambda room=room: duties.assign(room=room, user=user, actor=None, now=NOW) for room in rooms)
            )
            self.assertEqual(sum(isinstance(each, duties.UnableToAssign) for each in done), 1, done)
            self.assertEqual(Duty.objects.count(), 1)
