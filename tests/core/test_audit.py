"""The trail of many events at once is the chain that single ones make."""

import datetime as dt

from django.test import TransactionTestCase

from lms.core import audit
from lms.core.models import AuditEvent
from tests.support import cast, races

NOW = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)


def entries(prefix: str, n: int) -> list[audit.Entry]:
    return [audit.Entry("thing.changed", f"core.Thing:{prefix}{each}", {"n": each}) for each in range(n)]


class RecordManyTest(TransactionTestCase):
    def test_many_are_linked_in_their_order(self) -> None:
        actor = cast.user("actor")
        audit.record(actor=None, action="first", subject="core.Thing:0", now=NOW, n=1)
        made = audit.record_many(entries("a", 300), actor=actor, now=NOW)
        audit.record(actor=actor, action="last", subject="core.Thing:9", now=NOW)
        stored = list(AuditEvent.objects.order_by("id"))
        self.assertEqual([each.data.get("n") for each in stored], [1, *range(300), None])
        self.assertEqual([each.previous_hash for each in stored], [audit.GENESIS, *(each.hash for each in stored[:-1])])
        self.assertEqual({each.actor_id for each in made}, {actor.pk})
        self.assertIsNone(audit.first_broken())

    def test_many_and_one_by_one_give_the_same_hashes(self) -> None:
        for each in entries("a", 3):
            audit.record(actor=None, action=each.action, subject=each.subject, now=NOW, **each.data)
        single = list(AuditEvent.objects.order_by("id").values_list("hash", flat=True))
        AuditEvent.objects.all().delete()
        audit.record_many(entries("a", 3), actor=None, now=NOW)
        self.assertEqual(list(AuditEvent.objects.order_by("id").values_list("hash", flat=True)), single)

    def test_none_is_none(self) -> None:
        self.assertEqual(audit.record_many([], actor=None, now=NOW), [])
        self.assertEqual(AuditEvent.objects.count(), 0)

    def test_control_a_changed_event_in_the_middle_is_found(self) -> None:
        made = audit.record_many(entries("a", 5), actor=None, now=NOW)
        AuditEvent.objects.filter(pk=made[2].pk).update(data={"n": 99})
        broken = audit.first_broken()
        assert broken is not None
        self.assertEqual(broken.pk, made[2].pk)

    def test_writers_at_once_make_one_chain(self) -> None:
        with races.shared_database():
            found = races.together(
                *(lambda n=n: len(audit.record_many(entries(str(n), 40), actor=None, now=NOW)) for n in range(4))
            )
            self.assertEqual(found, [40] * 4)
            self.assertIsNone(audit.first_broken())
            self.assertEqual(AuditEvent.objects.count(), 160)
