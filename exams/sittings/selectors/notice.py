"""The admission notice (准考證・考試通知): where, when, what to bring, what is forbidden (GCT-3 to GCT-5, IPS-11)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from exams.sittings.models import Accommodation, Registration
from exams.sittings.selectors import registrations
from lms.core.templatetags.ui import localized, moment

GREEN = "green"


@dataclass(frozen=True)
class Paper:
    """One subject of the notice."""

    registration: Registration
    kind: str
    late_minutes: int


@dataclass(frozen=True)
class Notice:
    """Everything printed. ``provisional`` marks rules that the authority has not announced (暫定)."""

    number: str
    registration: Registration
    papers: list[Paper]
    bring: list[str]
    forbidden: list[str]
    rules: list[str]
    provisional: bool
    has_services: bool


def of(registration: Registration) -> Notice:
    """The notice of a registration that was fetched through its policy; it names all papers of the round."""
    green = registration.sitting.programme.code == GREEN
    papers = [_paper(each) for each in registrations.of_round(registration)]
    return Notice(
        number=registrations.admission_number(registration),
        registration=registration,
        papers=papers,
        bring=_bring(green),
        forbidden=_forbidden(green),
        rules=_rules(papers, green),
        provisional=not green,
        has_services=any(_granted(paper.registration) for paper in papers),
    )


def _granted(registration: Registration) -> bool:
    """Whether accommodations were granted; the notice says that much and nothing more."""
    return Accommodation.objects.filter(registration=registration).exists()


def _paper(registration: Registration) -> Paper:
    sitting = registration.sitting
    late = 0
    if sitting.opens_at and sitting.entry_closes_at:
        late = int((sitting.entry_closes_at - sitting.opens_at).total_seconds() // 60)
    return Paper(registration, registrations.kind_label(registration), late)


def kept_out(programme: str) -> list[str]:
    """What nobody may have at the seat, by the programme's code: as the admission notice says it (GCT-4)."""
    return _forbidden(programme == GREEN)


def _bring(green: bool) -> list[str]:
    identity = _("有照片及身分證字號的有效身分證件正本")
    return [identity, _("本學員（准考）證")] if green else [identity, _("本考試通知")]


def _forbidden(green: bool) -> list[str]:
    devices = _("行動電話、智慧型手錶、智慧型眼鏡、念珠型等智慧裝置")
    calculators = _("各類計算機")
    return [devices, calculators] if green else [devices]


def _rules(papers: list[Paper], green: bool) -> list[str]:
    found = []
    for paper in papers:
        sitting = paper.registration.sitting
        words = {
            "late": paper.late_minutes,
            "leave": sitting.leave_after_minutes,
            "subject": localized(sitting.subject, "name"),
        }
        if paper.late_minutes < sitting.minutes:
            found.append(_("%(subject)s：開始 %(late)s 分鐘起不得入場。") % words)
        elif sitting.entry_closes_at:  # a window longer than the paper itself: an instant says more than minutes
            until = {"until": moment(sitting.entry_closes_at)}
            found.append(_("%(subject)s：%(until)s 起不得入場。") % (words | until))
        if sitting.leave_after_minutes:
            found.append(_("%(subject)s：開始 %(leave)s 分鐘起才可交卷離場。") % words)
    if green:
        found += [
            _("攜帶違禁品入座或於試場內發出聲響（置於前方袋中者亦同），扣測驗成績 10 分。"),
            _("拍攝或掃描試題、傳遞文字或信號者，立即扣考，成績以 0 分計。"),
        ]
    return found
