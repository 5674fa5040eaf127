"""Pages of mocks: who sees what, and no key before the end."""

import datetime as dt

from django.test import Client, TestCase
from django.urls import reverse

from exams.practice.models import MockExam
from exams.practice.services import mocks
from lms.core import clock
from tests.support import cast, gateway
from tests.support.exams import KEYCANARY
from tests.support.mocks import NOW, attempts_of, build_pool


class MockPageTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.programme = build_pool("ipas-nz-beginner", items_per_subject=4)
        cls.person, cls.other = cast.person("learner"), cast.person("other")

    def setUp(self) -> None:
        frozen = clock.frozen(NOW)
        frozen.__enter__()
        self.addCleanup(frozen.__exit__, None, None, None)
        self.enterContext(gateway.inline("door"))

    def begun(self, client: Client) -> MockExam:
        answer = client.post(reverse("practice:start", args=["ipas-nz-beginner"]))
        mock = MockExam.objects.latest("pk")
        self.assertRedirects(
            answer, reverse("delivery:lobby", args=[attempts_of(mock)[0].public_id]), fetch_redirect_response=False
        )
        return mock

    def result_status(self, client: Client, mock: MockExam) -> int:
        return client.get(reverse("practice:result", args=[mock.public_id])).status_code

    def test_anybody_sees_what_there_is(self) -> None:
        page = self.client.get(reverse("practice:index"))
        self.assertContains(page, "試做模擬測驗", count=1)
        self.assertContains(page, "2 科，每科 4 題、75 分鐘")

    def test_a_visitors_mock_is_that_browsers_alone(self) -> None:
        visitor, stranger = Client(), Client()
        mock = self.begun(visitor)
        self.assertEqual(len(mock.visitor_hash), 64)
        self.begun(stranger)
        signed_in = Client()
        signed_in.force_login(self.other.user)
        seen = [self.result_status(client, mock) for client in (visitor, stranger, Client(), signed_in)]
        self.assertEqual(seen, [200, 404, 404, 404])

    def test_a_persons_mock_is_theirs_alone(self) -> None:
        owner, other = Client(), Client()
        owner.force_login(self.person.user)
        other.force_login(self.other.user)
        mock = self.begun(owner)
        self.assertEqual((mock.person, mock.visitor_hash), (self.person, ""))
        self.assertEqual([self.result_status(client, mock) for client in (owner, other, Client())], [200, 404, 404])

    def test_no_key_byte_before_the_part_has_ended(self) -> None:
        mock = self.begun(self.client)
        first = attempts_of(mock)[0]
        result = reverse("practice:result", args=[mock.public_id])
        pages = [self.client.get(reverse("practice:index")), self.client.get(result)]
        pages.append(self.client.get(reverse("delivery:lobby", args=[first.public_id])))
        started = gateway.start(first, gateway.cookies_of(self.client))
        self.assertEqual(started.status, 200)
        self.assertNotIn(KEYCANARY, started.text.decode())
        pages += [self.client.get(result), self.client.get(reverse("delivery:screen", args=[first.public_id]))]
        for page in pages:
            self.assertEqual(page.status_code, 200)
            self.assertNotIn(KEYCANARY, page.content.decode())
        ended = gateway.hand_in(first, started.body["token"])
        self.assertEqual(ended.body["next"], result)
        self.assertNotIn(KEYCANARY, ended.text.decode())
        # The positive control: after the end the page does carry explanations, of the ended part only.
        self.assertEqual(self.client.get(result).content.decode().count(f"{KEYCANARY} 說明"), 4)

    def test_wrong_only(self) -> None:
        mock = self.begun(self.client)
        with clock.frozen(NOW):
            first = attempts_of(mock)[0]
            started = gateway.start(first, gateway.cookies_of(self.client))
            self.assertEqual(gateway.hand_in(first, started.body["token"]).status, 200)
        page = self.client.get(reverse("practice:result", args=[mock.public_id]), {"show": "wrong"})
        self.assertContains(page, "mock-item-head", count=4)

    def test_claiming_needs_an_account_and_the_browser(self) -> None:
        mock = self.begun(self.client)
        url = reverse("practice:claim", args=[mock.public_id])
        self.assertEqual(self.client.post(url).status_code, 302)
        other = Client()
        other.force_login(self.other.user)
        self.assertEqual(other.post(url).status_code, 404)
        self.client.force_login(self.person.user)
        self.client.post(url)
        mock.refresh_from_db()
        self.assertEqual(mock.person, self.person)

    def test_an_unknown_programme_or_one_without_a_mock(self) -> None:
        self.assertEqual(self.client.post(reverse("practice:start", args=["nothing"])).status_code, 404)
        self.assertRedirects(self.client.post(reverse("practice:start", args=["green"])), reverse("practice:index"))

    def test_get_begins_nothing(self) -> None:
        self.assertEqual(self.client.get(reverse("practice:start", args=["ipas-nz-beginner"])).status_code, 405)
        self.assertEqual(MockExam.objects.count(), 0)

    def test_a_mock_lasts_thirty_days_for_a_visitor(self) -> None:
        mock = self.begun(self.client)
        mocks.purge(now=NOW + dt.timedelta(days=31))
        self.assertEqual(self.result_status(self.client, mock), 404)
