import datetime as dt
import uuid
from typing import Any
from unittest import mock

from django.test import SimpleTestCase, TestCase
from django.urls import reverse

from exams.delivery import policies
from exams.delivery.models import Attempt, Attendance
from exams.delivery.rules import door as rules
from exams.delivery.selectors import door
from exams.sittings.enums import RegistrationState
from exams.sittings.models import Registration
from exams.sittings.services import duties
from lms.accounts.enums import IdentityKind
from lms.accounts.models import IdentityDocument
from lms.core import clock, slots
from lms.core.models import AuditEvent
from lms.organizations.enums import Role
from tests.support import cast
from tests.support.exams import build_room, build_sealed_sitting

KEY = b"k" * 32


class CodeTest(SimpleTestCase):
    def test_only_what_was_signed_here_is_read(self) -> None:
        registration = uuid.uuid4()
        code = rules.code_of(registration, KEY)
        self.assertRegex(code, r"\A[A-Z2-7]{37}\Z")
        self.assertEqual(rules.registration_of(f" {code.lower()} ", KEY), registration)
        self.assertIsNone(rules.registration_of(code, b"other" * 8))
        for n in range(len(code)):
            changed = code[:n] + ("A" if code[n] != "A" else "B") + code[n + 1 :]
            self.assertIsNone(rules.registration_of(changed, KEY), changed)
        for other in ("", "A", code[:-1], code + "A", "é" * 37, "-" * 37):
            self.assertIsNone(rules.registration_of(other, KEY), other)


class DoorTest(TestCase):
    def setUp(self) -> None:
        self.world = build_sealed_sitting(candidates=3)
        self.registration, self.open = self.world.registrations[0], self.world.opens_at
        self.guard = cast.user("guard", role=Role.INVIGILATOR)
        duties.assign(room=self.world.room, user=self.guard, actor=None, now=cast.NOW)
        self.other_room = build_room(self.world.round, "R2")
        IdentityDocument.objects.create(
            person=self.registration.person,
            kind=IdentityKind.NATIONAL_ID,
            masked="A12345****",
            blind_index="x",
            ciphertext=b"x",
        )
        self.client.force_login(self.guard)
        self.address = reverse("delivery:door_code", args=[door.code_of(self.registration)])

    def at(self, minutes: float = 0) -> None:
        self.enterContext(clock.frozen(self.open + dt.timedelta(minutes=minutes)))

    def note(self, identity: str = "matched") -> Any:
        return self.client.post(self.address, {"identity": identity}, follow=True)

    def test_it_shows_seat_and_masked_data_and_admits(self) -> None:
        self.at(-10)
        page = self.client.get(self.address).content.decode()
        self.assertIn("A12345****", page)
        self.assertIn(self.registration.seat, page)
        self.assertNotIn(self.registration.person.name, page)
        self.assertFalse(Attendance.objects.exists())
        self.assertIn("已報到", self.note().content.decode())
        row = Attendance.objects.get()
        self.assertEqual((row.state, row.identity, row.way), ("present", "matched", "code"))
        self.assertEqual(Attempt.objects.get(registration=self.registration).state, "admitted")

    def test_scanning_twice_is_harmless(self) -> None:
        self.at(-10)
        self.note()
        count = AuditEvent.objects.count()
        self.note()
        self.assertEqual((Attendance.objects.count(), AuditEvent.objects.count()), (1, count))

    def test_from_exactly_ten_minutes_nobody_comes_in(self) -> None:
        self.at(10)
        self.assertIn("不得入場應試", self.client.get(self.address).content.decode())
        self.assertIn("已超過入場時間", self.note().content.decode())
        self.assertFalse(Attendance.objects.exists())

    def test_just_before_it_one_is_late(self) -> None:
        self.at(9.99)
        self.note("no_document")
        self.assertEqual(list(Attendance.objects.values_list("state", "identity")), [("late", "no_document")])

    def test_in_another_room_one_is_told_the_way_and_nothing_else(self) -> None:
        self.at()
        Registration.objects.filter(pk=self.registration.pk).update(room=self.other_room)
        page = self.client.get(self.address).content.decode()
        self.assertIn("R2", page)
        self.assertNotIn("A12345", page)
        self.client.post(self.address, {"identity": "matched"})
        self.assertFalse(Attendance.objects.exists())

    def test_control_without_the_look_at_the_room_it_would_be_noted(self) -> None:
        self.at()
        Registration.objects.filter(pk=self.registration.pk).update(room=self.other_room)
        with mock.patch.object(policies, "is_own_room", return_value=True):
            self.client.post(self.address, {"identity": "matched"})
        self.assertTrue(Attendance.objects.exists())

    def test_strangers_get_nothing_and_visitors_sign_in(self) -> None:
        self.at()
        for name, role in (("idle", Role.INVIGILATOR), ("writer", Role.ITEM_WRITER), ("nobody", None)):
            self.client.force_login(cast.user(name, role=role))
            self.assertEqual(self.client.get(self.address).status_code, 404)
        self.client.force_login(self.world.people[0].user)  # type: ignore[arg-type]
        self.assertEqual(self.client.get(self.address).status_code, 404)
        self.client.logout()
        self.assertIn("/accounts/login/", self.client.get(self.address)["Location"])

    def test_a_cancelled_registration_does_not_exist(self) -> None:
        self.at()
        Registration.objects.filter(pk=self.registration.pk).update(state=RegistrationState.CANCELLED)
        self.assertEqual(self.client.get(self.address).status_code, 404)

    def test_the_number_and_the_list_lead_to_the_same_page(self) -> None:
        self.at()
        index = reverse("delivery:door")
        self.assertIn(door.code_of(self.registration), self.client.get(index).content.decode())
        typed = f"115-3-{self.registration.public_id.hex[:8]}"
        self.assertRedirects(self.client.get(index, {"number": typed}), self.address)
        for wrong in ("00000000", "xyz", "' OR 1=1"):
            self.assertEqual(self.client.get(index, {"number": wrong}).status_code, 200)
        self.client.post(self.address, {"identity": "matched", "way": "list"})
        self.assertEqual(Attendance.objects.get().way, "list")

    def test_the_notice_carries_the_address(self) -> None:
        [link] = slots.collect("door_link", self.registration)
        self.assertTrue(link.endswith(self.address))
        self.assertNotIn(self.registration.public_id.hex, link)
