from django.test import TestCase

from exams.delivery.enums import AttemptState
from exams.delivery.models import Attempt
from exams.delivery.services import sealing
from exams.papers.models import Form
from exams.sittings.enums import RoundState
from exams.sittings.services import registrations, sittings
from lms.core import audit
from tests.support import cast
from tests.support.exams import NOW, build_form, build_round, build_sealed_sitting, build_sitting, register


class SealTest(TestCase):
    def test_every_registration_gets_an_attempt_with_its_own_order(self) -> None:
        world = build_sealed_sitting(candidates=3, items=6)
        self.assertEqual([attempt.state for attempt in world.attempts], [AttemptState.PREPARED] * 3)
        form = Form.objects.get()
        versions = set(form.form_items.values_list("version_id", flat=True))
        orders = [attempt.order for attempt in world.attempts]
        for order in orders:
            self.assertEqual({shown["item"] for shown in order}, versions)
            self.assertEqual([sorted(shown["options"]) for shown in order], [list("abcd")] * 6)
        self.assertEqual(len({str(order) for order in orders}), 3)
        self.assertEqual(world.attempts[0].limit_seconds, 75 * 60)

    def test_the_configuration_is_frozen_with_its_hash(self) -> None:
        world = build_sealed_sitting()
        self.assertEqual((world.round.state, world.sitting.sealed_at), (RoundState.SEALED, NOW))
        self.assertEqual(world.sitting.config_hash, sealing.config_hash(world.sitting))
        world.sitting.minutes = 76
        self.assertNotEqual(world.sitting.config_hash, sealing.config_hash(world.sitting))
        with self.assertRaises(sittings.RoundClosed):
            build_sitting(world.round, "L12")
        self.assertIsNone(audit.first_broken())

    def test_an_incomplete_round_is_not_sealed(self) -> None:
        empty = build_round(code="115-4")
        no_form = build_round(code="115-5")
        sitting = build_sitting(no_form, "L11")
        sitting.forms.clear()
        uneven = build_round(code="115-6")
        mixed = build_sitting(uneven, "L11", items=3)
        mixed.forms.add(build_form(mixed.subject, items=2))
        untimed = build_round(code="115-7")
        timeless = build_sitting(untimed, "L11")
        type(timeless).objects.filter(pk=timeless.pk).update(opens_at=None)
        imported = build_round(code="115-8")
        type(imported).objects.filter(pk=imported.pk).update(origin="imported")
        imported.refresh_from_db()
        for round, code in [
            (empty, "no_sittings"),
            (no_form, "no_form"),
            (uneven, "form_lengths"),
            (untimed, "no_instants"),
            (imported, "imported"),
        ]:
            with self.subTest(code=code), self.assertRaises(sealing.UnableToSeal) as caught:
                sealing.seal(round=round, actor=None, now=NOW)
            self.assertEqual(caught.exception.code, code)
            round.refresh_from_db()
            self.assertEqual(round.state, RoundState.OPEN)
        self.assertEqual(Attempt.objects.count(), 0)

    def test_sealing_twice_writes_once(self) -> None:
        world = build_sealed_sitting(candidates=2)
        stale = type(world.round).objects.get(pk=world.round.pk)
        stale.state = RoundState.OPEN
        with self.assertRaises(sealing.UnableToSeal) as caught:
            sealing.seal(round=stale, actor=None, now=NOW)
        self.assertEqual((caught.exception.code, Attempt.objects.count()), ("sealed_already", 2))


class LateAdditionTest(TestCase):
    def test_a_late_registration_gets_one_attempt(self) -> None:
        world = build_sealed_sitting()
        late = register(cast.person("late"), world.sitting)
        first = sealing.add_attempt(registration=late, actor=None, now=NOW)
        self.assertEqual(sealing.add_attempt(registration=late, actor=None, now=NOW), first)
        self.assertEqual(first.form_id, world.attempts[0].form_id)

    def test_an_open_round_takes_none_and_a_cancelled_registration_gets_none(self) -> None:
        round = build_round()
        sitting = build_sitting(round, "L11")
        registration = register(cast.person("one"), sitting)
        with self.assertRaises(sealing.UnableToAdd) as caught:
            sealing.add_attempt(registration=registration, actor=None, now=NOW)
        self.assertEqual(caught.exception.code, "not_sealed")
        registrations.cancel(registration=registration, actor=None, now=NOW)
        sealing.seal(round=round, actor=None, now=NOW)
        sitting.refresh_from_db()
        registration.refresh_from_db()
        with self.assertRaises(sealing.UnableToAdd) as caught:
            sealing.add_attempt(registration=registration, actor=None, now=NOW)
        self.assertEqual(caught.exception.code, "cancelled")
