"""A notice is written once per event and channel, sent once, retried with patience and given up visibly."""

import datetime as dt

from django.core import mail as django_mail
from django.db import IntegrityError, transaction
from django.test import TestCase

from lms.core import clock, files
from lms.notices import selectors, tasks
from lms.notices.enums import Channel, NoticeState
from lms.notices.models import Notice
from lms.notices.services import outbox
from tests.support.cast import NOW, person

MINUTE = dt.timedelta(minutes=1)


class Outbox(TestCase):
    def setUp(self) -> None:
        self.person = person("reader")

    def put(self, event: str = "event:1", **changes: object) -> list[Notice]:
        given = {"person": self.person, "event_id": event, "template": "claim_decision", "now": NOW}
        context = {"accepted": True, "amount": "6,000", "school_zh": "示範大學", "school_en": "Demo University"}
        return outbox.put(**({**given, "context": context} | changes))  # type: ignore[arg-type]

    def send(self, after: dt.timedelta = dt.timedelta()) -> int:
        with clock.frozen(NOW + after):
            return tasks.send_due()

    def email(self) -> Notice:
        return Notice.objects.get(channel=Channel.EMAIL)

    def test_the_same_event_asked_twice_is_one_notice_per_channel(self) -> None:
        first, again = self.put(), self.put()
        self.assertEqual([each.pk for each in first], [each.pk for each in again])
        self.assertEqual(Notice.objects.count(), 2)

    def test_the_database_itself_forbids_a_second_one(self) -> None:
        """Positive control: what makes ``put`` idempotent is the constraint, not the code's order."""
        notice = self.put()[0]
        notice.pk, notice.public_id = None, person("x").public_id
        with self.assertRaises(IntegrityError), transaction.atomic():
            notice.save(force_insert=True)

    def test_what_is_in_the_account_has_arrived_at_once(self) -> None:
        self.put()
        stored = Notice.objects.get(channel=Channel.ACCOUNT)
        self.assertEqual((stored.state, stored.delivered_at), (NoticeState.DELIVERED, NOW))

    def test_a_mail_leaves_once_with_its_attachment_and_its_instant(self) -> None:
        files.store("notices/test.pdf", b"%PDF-test")
        self.put(attachments=[{"name": "notice.pdf", "path": "notices/test.pdf"}])
        self.assertEqual((self.send(MINUTE), self.send(MINUTE)), (1, 0))
        [message] = django_mail.outbox
        self.assertEqual(message.to, ["reader@test.example"])
        self.assertEqual(message.subject, "學費優惠申請已核准")
        self.assertIn("示範大學已核准您的學費優惠 6,000 元", str(message.body))
        self.assertEqual([tuple(each)[:2] for each in message.attachments], [("notice.pdf", b"%PDF-test")])
        self.assertEqual(selectors.mail_received_at(self.person, "event:1"), NOW + MINUTE)

    def test_mails_are_in_the_language_of_the_person(self) -> None:
        self.person.user.language = "en"  # type: ignore[union-attr]
        self.person.user.save()  # type: ignore[union-attr]
        self.put()
        self.send()
        self.assertIn("Demo University has accepted your tuition discount of NT$6,000", str(django_mail.outbox[0].body))

    def test_markup_in_a_name_is_inert_and_no_header_is_injected(self) -> None:
        self.person.name = "<img src=x onerror=alert(1)>\r\nBcc: all@test.example"
        self.person.save()
        self.put()
        self.send()
        [message] = django_mail.outbox
        html = str(message.alternatives[0][0])  # type: ignore[attr-defined]
        self.assertIn("&lt;img src=x", html)
        self.assertNotIn("<img", html)
        self.assertEqual(message.recipients(), ["reader@test.example"])

    def test_two_workers_with_the_same_row_send_one_mail(self) -> None:
        self.put()
        mine, theirs = self.email(), self.email()
        self.assertEqual((outbox.take(notice=mine, now=NOW), outbox.take(notice=theirs, now=NOW)), (True, False))
        self.assertEqual(self.send(), 0)

    def test_a_mail_of_a_worker_that_died_is_taken_up_after_the_lease(self) -> None:
        self.put()
        outbox.take(notice=self.email(), now=NOW)
        self.assertEqual(self.send(outbox.LEASE - MINUTE), 0)
        self.assertEqual(self.send(outbox.LEASE), 1)

    def test_a_failing_mail_waits_longer_each_time_and_is_given_up_visibly(self) -> None:
        self.put(attachments=[{"name": "gone.pdf", "path": "notices/gone.pdf"}])
        waits, passed = [], dt.timedelta()
        while self.email().state == NoticeState.PENDING:
            self.assertEqual(self.send(passed), 0)
            waits.append(self.email().due_at - (NOW + passed))
            passed = self.email().due_at - NOW
        self.assertEqual(waits[:-1], list(outbox.BACKOFF))
        self.assertEqual([each.pk for each in selectors.failed()], [self.email().pk])
        self.assertEqual(django_mail.outbox, [])

    def test_a_poisoned_mail_does_not_stop_the_next(self) -> None:
        self.put("event:poison", template="no_such_template")
        self.put("event:good")
        self.assertEqual(self.send(), 1)

    def test_a_failed_mail_put_back_leaves(self) -> None:
        self.put()
        notice = self.email()
        Notice.objects.filter(pk=notice.pk).update(state=NoticeState.FAILED, tries=9)
        notice.refresh_from_db()
        actor = person("officer").user
        self.assertEqual(
            [outbox.retry(notice=notice, actor=actor, now=NOW), outbox.retry(notice=notice, actor=actor, now=NOW)],
            [True, False],
        )
        self.assertEqual(self.send(), 1)

    def test_a_person_without_an_address_is_shown_to_the_office(self) -> None:
        self.person.user = None
        self.person.email = ""
        self.person.save()
        self.put()
        self.assertEqual(self.email().state, NoticeState.FAILED)


class Pages(TestCase):
    def setUp(self) -> None:
        self.person = person("reader")
        context = {"accepted": False, "school_zh": "示範大學", "note": "<b>缺證明</b>", "path": "/tuition/"}
        outbox.put(person=self.person, event_id="e:1", template="claim_decision", context=context, now=NOW)

    def test_the_inbox_shows_ones_own_notices_only_and_is_read_by_post(self) -> None:
        self.client.force_login(self.person.user)  # type: ignore[arg-type]
        page = self.client.get("/notices/")
        self.assertContains(page, "&lt;b&gt;缺證明")
        self.assertEqual(selectors.unread_count(self.person), 1)
        self.assertRedirects(self.client.post("/notices/read/"), "/notices/")
        self.assertEqual(selectors.unread_count(self.person), 0)
        self.client.force_login(person("other").user)  # type: ignore[arg-type]
        self.assertNotContains(self.client.get("/notices/"), "缺證明")

    def test_given_up_mails_are_for_the_office(self) -> None:
        self.client.force_login(self.person.user)  # type: ignore[arg-type]
        self.assertEqual(self.client.get("/notices/failed/").status_code, 403)
