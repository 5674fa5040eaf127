"""Sightings, seals and names: nobody opens a sealed item for themself."""

from unittest.mock import patch

from django.db import DatabaseError
from django.test import TestCase

from lms.core.models import AuditEvent
from question_bank.items.enums import AccessPurpose, SightingKind
from question_bank.items.models import Item, ItemVersion, Lock, NamedAccess, Sighting
from question_bank.items.services import access, sightings
from tests.review import world
from tests.review.world import LATER, NOW, People

SEALED, REVIEW = AccessPurpose.SEALED, AccessPurpose.REVIEW


class Sightings(TestCase):
    people: People
    versions: list[ItemVersion]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = People.make()
        cls.versions = [world.save(cls.people.writer, code=f"GC-U01-P9{n}", stem=f"示範 {n}？") for n in range(3)]

    def rows(self) -> list[tuple[object, ...]]:
        return list(
            Sighting.objects.order_by("version_id", "kind").values_list(
                "version_id", "kind", "first_at", "last_at", "times"
            )
        )

    def test_one_row_per_version_and_way_with_first_last_and_count(self) -> None:
        user, (one, two, _three) = self.people.reviewer, self.versions
        sightings.note(versions=[one], user=user, kind=SightingKind.OPENED, now=NOW)
        sightings.note(versions=[one, two, two], user=user, kind=SightingKind.OPENED, now=LATER)
        sightings.note(versions=[one], user=user, kind=SightingKind.REVIEWED, now=LATER)
        self.assertEqual(
            self.rows(),
            [
                (one.pk, "opened", NOW, LATER, 2),
                (one.pk, "reviewed", LATER, LATER, 1),
                (two.pk, "opened", LATER, LATER, 1),
            ],
        )

    def test_as_many_queries_for_one_as_for_three(self) -> None:
        for versions in (self.versions[:1], self.versions):
            Sighting.objects.all().delete()
            with self.assertNumQueries(4):  # savepoint, known, new, release
                sightings.note(versions=versions, user=self.people.reviewer, kind=SightingKind.OPENED, now=NOW)

    def test_nobody_in_particular_leaves_no_row(self) -> None:
        sightings.note(versions=self.versions, user=None, kind=SightingKind.EXPORTED, now=NOW)
        self.assertEqual(self.rows(), [])

    def test_a_page_goes_on_when_it_cannot_be_written(self) -> None:
        with patch.object(Sighting.objects, "bulk_create", side_effect=DatabaseError):
            sightings.note(versions=self.versions, user=self.people.reviewer, kind=SightingKind.OPENED, now=NOW)
        self.assertEqual(self.rows(), [])


class Names(TestCase):
    people: People
    item: Item

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = People.make()
        cls.item = world.drafted(cls.people.writer, code="GC-U01-S90", use="secure")

    def name(
        self, user: object, by: object, *, reason: str = "覆核圖表", purpose: AccessPurpose = SEALED
    ) -> NamedAccess:
        return access.name(item=self.item, user=user, purpose=purpose, granted_by=by, reason=reason, now=NOW)  # type: ignore[arg-type]

    def test_an_officer_is_named_by_another_officer_only(self) -> None:
        officer, other = self.people.officer, self.people.other_officer
        for by, refusal in (
            (officer, access.SelfNamed),
            (self.people.reviewer, access.NotAnOfficer),
            (None, access.NotAnOfficer),
        ):
            with self.subTest(by=by), self.assertRaises(refusal):
                self.name(officer, by)
        self.assertEqual(NamedAccess.objects.count(), 0)
        named = self.name(officer, other)
        self.assertEqual((named.user, named.granted_by, named.reason), (officer, other, "覆核圖表"))

    def test_a_reason_is_asked_for_and_only_staff_can_be_named(self) -> None:
        with self.assertRaises(access.ReasonMissing):
            self.name(self.people.reviewer, self.people.officer, reason="  ")
        with self.assertRaises(access.NotBankStaff):
            self.name(self.people.stranger, self.people.officer)
        self.assertEqual(NamedAccess.objects.count(), 0)

    def test_naming_twice_is_one_row_and_ending_twice_says_so(self) -> None:
        user, by = self.people.reviewer, self.people.officer
        self.assertEqual(self.name(user, by).pk, self.name(user, by).pk)
        ended = [access.end(item=self.item, user=user, purpose=SEALED, ended_by=by, now=LATER) for _ in range(2)]
        self.assertEqual(ended, [True, False])
        self.name(user, by)
        self.assertEqual(NamedAccess.objects.count(), 2)
        trail = AuditEvent.objects.filter(action__startswith="item.access").order_by("id")
        self.assertEqual(
            list(trail.values_list("action", flat=True)),
            ["item.access_named", "item.access_ended", "item.access_named"],
        )

    def test_sealing_twice_is_one_lock_and_names_end_with_the_last(self) -> None:
        sealed = [access.seal(items=[self.item], holder=holder, now=NOW) for holder in ("round:a", "round:a", "manual")]
        self.assertEqual(sealed, [1, 0, 1])
        self.name(self.people.reviewer, self.people.officer)
        self.name(self.people.second, self.people.officer, purpose=REVIEW)
        self.assertEqual(access.unseal(holder="round:a", now=LATER), 1)
        self.assertEqual(NamedAccess.objects.filter(ended_at=None).count(), 2)
        self.assertEqual(access.unseal(holder="manual", items=[], now=LATER), 0)
        self.assertEqual(access.unseal(holder="manual", items=[self.item], now=LATER), 1)
        self.assertEqual([each.purpose for each in NamedAccess.objects.filter(ended_at=None)], ["review"])
        self.assertEqual(Lock.objects.filter(released_at=None).count(), 0)
