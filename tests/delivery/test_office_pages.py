"""The office pages of the exam day lead back to the round they belong to."""

from django.test import TestCase
from django.urls import reverse

from exams.delivery.services import room_packs
from lms.organizations.enums import Role
from tests.support import cast, exams

PAGES = ("seal", "late", "suspensions", "rehearsals", "packs", "disruptions", "duties", "round_live")


class Trails(TestCase):
    def setUp(self) -> None:
        self.world = exams.build_sealed_sitting(candidates=1)
        self.officer = cast.user("officer@test.example")
        self.officer.memberships.create(role=Role.EXAM_OFFICER)
        self.client.force_login(self.officer)
        self.round = self.world.room.round
        self.back = f'href="{reverse("sittings:office_round", args=[self.round.public_id])}"'

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
