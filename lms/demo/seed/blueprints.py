"""A blueprint of the iPAS intermediate paper and three parallel forms assembled from it (IPS-5)."""

from exams.papers.enums import AssemblyState
from exams.papers.models import Assembly, Blueprint
from exams.papers.rules import presets
from exams.papers.rules.layouts import Constraints, Layout
from exams.papers.services import assemblies, layouts
from lms.accounts.models import User
from lms.demo.seed.moments import Moments
from question_bank.items.enums import Credit, ItemUse
from question_bank.syllabus.models import Subject

NAME = "示範：iPAS 中級練習卷"
FORMS = 3
SEED = 115
#: The practice bank of L21 holds somewhat more than one paper, so that parallel papers have to share items.
OVERLAP = 30


def load(moments: Moments, *, users: dict[str, User]) -> None:
    """Make the blueprint and keep its forms, unless they are there already."""
    subject = Subject.objects.get(code="L21", level__code="intermediate")
    officer = users["officer1"]
    blueprint = Blueprint.objects.filter(subject=subject, name=NAME).first() or _blueprint(subject, officer, moments)
    if Assembly.objects.filter(blueprint=blueprint, state=AssemblyState.KEPT).exists():
        return
    asked = assemblies.request(blueprint=blueprint, forms_wanted=FORMS, seed=SEED, actor=officer, now=moments.now)
    solved = assemblies.solve(assembly=asked)
    assemblies.keep(assembly=solved, code="DEMO-L21", actor=officer, now=moments.now)


def _blueprint(subject: Subject, officer: User, moments: Moments) -> Blueprint:
    topics = [topic.code for topic in subject.topics.order_by("position", "id")]
    layout = Layout(presets.cells(presets.INTERMEDIATE, topics), Constraints(overlap_limit=OVERLAP))
    return layouts.create(
        subject=subject,
        name=NAME,
        pool=ItemUse.PRACTICE,
        layout=layout,
        credit=Credit.ALL_OR_NOTHING,
        actor=officer,
        now=moments.now,
    )
