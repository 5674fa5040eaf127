"""Room packs: one person makes them, another opens them, nobody reads them early."""

import datetime as dt
import io

import pikepdf
from django.test import TestCase

from exams.delivery import tasks  # noqa: F401 - registers the handler
from exams.delivery.models import PackOpening, RoomPack
from exams.delivery.selectors import packs
from exams.delivery.services import room_packs
from lms.core import jobs
from lms.core.models import AuditEvent, Job
from tests.support import cast, exams

OPENS = exams.OPENS_AT
NEAR = OPENS - dt.timedelta(minutes=60)
FAR = OPENS - dt.timedelta(hours=5)


class Packs(TestCase):
    def setUp(self) -> None:
        self.world = exams.build_sealed_sitting(candidates=2)
        self.maker, self.opener = cast.user("maker@test.example"), cast.user("opener@test.example")

    def make(self) -> RoomPack:
        return room_packs.make(room=self.world.room, sitting=self.world.sitting, actor=self.maker, now=FAR)

    def passphrase(self, pack: RoomPack, *, now: dt.datetime = NEAR, reason: str = "網路中斷") -> str:
        return room_packs.passphrase_of(pack=pack, reason=reason, actor=self.opener, now=now)

    def test_it_opens_with_the_passphrase_alone(self) -> None:
        pack = self.make()
        content = room_packs.content(pack)
        with self.assertRaises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(content))
        with pikepdf.open(io.BytesIO(content), password=self.passphrase(pack)) as document:
            self.assertGreaterEqual(len(document.pages), 5)  # cover, door, labels, two sheets, booklet
            self.assertEqual(document.encryption.bits, 256)

    def test_its_maker_never_sees_the_passphrase(self) -> None:
        pack = self.make()
        with self.assertRaises(room_packs.UnableToPack) as refused:
            room_packs.passphrase_of(pack=pack, reason="x", actor=self.maker, now=NEAR)
        self.assertEqual(refused.exception.code, "own_pack")

    def test_the_passphrase_waits_for_the_day(self) -> None:
        pack = self.make()
        with self.assertRaises(room_packs.UnableToPack) as refused:
            self.passphrase(pack, now=FAR)
        self.assertEqual(refused.exception.code, "too_early")
        self.assertFalse(PackOpening.objects.exists())

    def test_every_opening_is_recorded_and_nothing_of_it_in_the_trail(self) -> None:
        pack = self.make()
        shown = self.passphrase(pack)
        self.assertEqual(PackOpening.objects.get().shown_to, self.opener)
        self.assertNotIn(shown, str([event.data for event in AuditEvent.objects.all()]))
        self.assertNotIn(shown.encode(), bytes(pack.sealed))

    def test_an_unsealed_round_has_none(self) -> None:
        round = exams.build_round(code="115-4")
        sitting = exams.build_sitting(round, "L11")
        with self.assertRaises(room_packs.UnableToPack):
            room_packs.make(room=exams.build_room(round), sitting=sitting, actor=self.maker, now=FAR)

    def test_the_worker_makes_one_for_every_room_and_no_second(self) -> None:
        asked = room_packs.request(round=self.world.round, actor=self.maker, now=FAR)
        self.assertEqual(asked, 1)
        job = Job.objects.get(kind=room_packs.JOB)
        jobs.run(job.pk)
        Job.objects.filter(pk=job.pk).update(state="queued", attempts=0)
        jobs.run(job.pk)
        self.assertEqual(RoomPack.objects.count(), 1)
        (row,) = packs.of_round(self.world.round)
        self.assertEqual((row.pack, row.candidates, row.under_way), (RoomPack.objects.get(), 2, False))
