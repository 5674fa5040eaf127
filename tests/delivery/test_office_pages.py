"""The office pages of the exam day lead back to their round and offer only what can be done."""

import datetime as dt

from django.test import TestCase
from django.urls import reverse

from exams.delivery.enums import DisruptionMeasure
from exams.delivery.services import disruptions, room_packs
from lms.core import clock
from lms.organizations.enums import Role
from tests.support import cast, exams

PAGES = ("seal", "late", "suspensions", "rehearsals", "packs", "disruptions", "duties", "round_live")


class OfficePage(TestCase):
    def setUp(self) -> None:
        self.world = exams.build_sealed_sitting(candidates=1)
        self.officer = cast.user("officer@test.example", role=Role.EXAM_OFFICER)
        self.client.force_login(self.officer)
        self.round = self.world.room.round
        self.back = f'href="{reverse("sittings:office_round", args=[self.round.public_id])}"'


class Trails(OfficePage):
    def test_each_page_leads_back_to_the_round(self) -> None:
        for name in PAGES:
            with self.subTest(name):
                response = self.client.get(reverse(f"delivery:{name}", args=[self.round.public_id]))
                self.assertContains(response, self.back)

    def test_a_refused_passphrase_leads_back_to_the_packs(self) -> None:
        pack = room_packs.make(room=self.world.room, sitting=self.world.sitting, actor=self.officer, now=exams.OPENS_AT)
        response = self.client.post(reverse("delivery:open_pack", args=[pack.public_id]), {"reason": "x"})
        packs = reverse("delivery:packs", args=[self.round.public_id])
        self.assertContains(response, f'href="{packs}"', status_code=409)


class Choices(OfficePage):
    def test_no_county_is_said_at_the_field_and_keeps_the_measure(self) -> None:
        address = reverse("delivery:propose_disruption", args=[self.round.public_id])
        response = self.client.get(address, {"measure": "move"})
        self.assertContains(response, "請選擇縣市。", status_code=422)
        self.assertEqual(response.context["form"]["measure"].value(), "move")

    def test_a_move_without_another_room_offers_no_form(self) -> None:
        county = self.world.room.test_area.county
        address = reverse("delivery:propose_disruption", args=[self.round.public_id])
        with clock.frozen(exams.OPENS_AT - dt.timedelta(hours=5)):
            response = self.client.get(address, {"measure": "move", "counties": county.pk})
            self.assertContains(response, "沒有其他試場可以移入")
            exams.build_room(self.round, "R2")
            self.assertNotContains(
                self.client.get(address, {"measure": "move", "counties": county.pk}), "沒有其他試場可以移入"
            )

    def test_the_maker_of_a_pack_is_not_offered_its_passphrase(self) -> None:
        pack = room_packs.make(room=self.world.room, sitting=self.world.sitting, actor=self.officer, now=exams.OPENS_AT)
        form = reverse("delivery:open_pack", args=[pack.public_id])
        page = reverse("delivery:packs", args=[self.round.public_id])
        self.assertNotContains(self.client.get(page), form)
        self.client.force_login(cast.user("second@test.example", role=Role.EXAM_OFFICER))
        self.assertContains(self.client.get(page), form)

    def test_whoever_confirms_reads_the_new_hours_and_rooms(self) -> None:
        sitting, room, other = self.world.sitting, self.world.room, exams.build_room(self.round, "R2")
        new = dt.datetime(2031, 3, 4, 1, 0, tzinfo=dt.UTC)
        asked = {"counties": [room.test_area.county.code], "reason": "颱風", "actor": self.officer, "round": self.round}
        asked["now"] = exams.OPENS_AT - dt.timedelta(hours=5)
        windows = {sitting.pk: disruptions.Window(new, new + dt.timedelta(minutes=10))}
        disruptions.propose(measure=DisruptionMeasure.POSTPONE, windows=windows, **asked)
        disruptions.propose(measure=DisruptionMeasure.MOVE, rooms={room.pk: other.pk}, **asked)
        page = self.client.get(reverse("delivery:disruptions", args=[self.round.public_id]))
        self.assertContains(page, "120/03/04 09:00")
        self.assertContains(page, "120/03/04 09:10")
        self.assertContains(page, "→ R2")
