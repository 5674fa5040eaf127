import datetime as dt
import io

import pikepdf
from django.test import TestCase

from exams.sittings.enums import Need
from exams.sittings.models import Registration
from exams.sittings.selectors import notice
from exams.sittings.services import accommodations, notices, rooms
from exams.sittings.services.accommodations import Terms
from tests.sittings.test_seating import details
from tests.support import cast
from tests.support.exams import NOW, OPENS_AT, build_round, build_sitting, register

NAMES = ("王𡍼生", "谷辣斯·尤達卡 Kulas Yotaka", "歐陽" + "明" * 30)


class NoticeTest(TestCase):
    def setUp(self) -> None:
        self.round = build_round()
        self.person = cast.person("noticed")
        hall = details("R1", 8, place="示範大樓 3 樓")
        room = rooms.create(round=self.round, details=hall, actor=None, now=NOW)
        self.row = register(self.person, build_sitting(self.round, "L11"), room=room, seat="A01")
        build_sitting(self.round, "L12", opens_at=OPENS_AT + dt.timedelta(hours=3))

    def text(self) -> str:
        row = Registration.objects.select_related("sitting__round__programme", "sitting__subject").get(pk=self.row.pk)
        content = notices.render(registration=row, today=OPENS_AT.date())
        with pikepdf.open(io.BytesIO(content)) as document:
            self.assertEqual(len(document.pages), 1)
        return content.decode("latin-1")

    def test_rare_long_and_indigenous_names_fit_one_page(self) -> None:
        for name in NAMES:
            with self.subTest(name):
                Registration.objects.filter(pk=self.row.pk).update(snapshot={"name": name})
                self.text()

    def test_it_says_that_services_were_granted_and_nothing_of_them(self) -> None:
        self.assertFalse(notice.of(self.row).has_services)
        request = accommodations.apply(
            person=self.person, round=self.round, needs=[Need.BRAILLE], reason="祕密", actor=None, now=NOW
        )
        terms = {self.row.pk: Terms(extra_minutes=20)}
        accommodations.grant(request=request, terms=terms, actor=None, now=NOW)
        found = notice.of(self.row)
        self.assertTrue(found.has_services)
        self.assertNotIn("祕密", str(found))
