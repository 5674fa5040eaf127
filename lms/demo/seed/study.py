"""What the demo learner has studied, the mocks' forms, the retaker's declared identity, and the news."""

from courses.catalogue.models import Lesson
from courses.learning.models import LessonProgress
from courses.learning.services import progress
from courses.tuition.rules.enums import Identity
from courses.tuition.services import declarations
from lms.accounts.models import Person
from lms.demo.seed.moments import Moments
from lms.portal.models import NewsItem
from lms.portal.services import news

STUDIED = 5


def load(moments: Moments, *, learner: Person, retaker: Person) -> None:
    """The first lessons done by the learner; the retaker is a student."""
    if not LessonProgress.objects.filter(person=learner).exists():
        for lesson in Lesson.objects.order_by("unit__number", "number")[:STUDIED]:
            progress.mark_done(person=learner, lesson=lesson, actor=learner.user, now=moments.at(-7))
    if not hasattr(retaker, "identity_declaration"):
        declarations.declare(person=retaker, identities=[Identity.STUDENT], actor=retaker.user, now=moments.at(-30))


def announce(moments: Moments) -> None:
    """Two news items."""
    if NewsItem.objects.exists():
        return
    news.publish(
        title_zh="【示範】秋季班開始報名，北中南東皆有名額",
        title_en="[Demo] Enrolment for the autumn classes is open in every region",
        body_zh="本則為示範公告。各開班學校的班別、起訖日期與剩餘名額請見班別查詢；報名前請詳閱簡章及收退費規定。",
        body_en="This is a demonstration notice. See the class list for dates and seats left in each host school; read the "
        "bulletin and the refund rules before you enrol.",
        actor=None,
        now=moments.at(-6),
    )
    news.publish(
        title_zh="【示範】模擬測驗免註冊即可試做",
        title_en="[Demo] Mock exams can be taken without an account",
        body_zh="模擬測驗使用與正式測驗相同的作答畫面，交卷後可逐題查看解析與出處，成績不列入任何統計。",
        body_en="Mock exams use the same screen as the real exam. After handing in, every item is explained with its source; "
        "results never enter any statistics.",
        actor=None,
        now=moments.at(-2),
    )
