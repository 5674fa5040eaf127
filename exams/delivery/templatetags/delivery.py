"""Words and colours of attempt states."""

from django import template
from django.utils.translation import gettext_lazy as _

from exams.delivery.enums import AttemptState, LateReason
from exams.delivery.models import LATE_REASON_LABELS, STATE_LABELS
from exams.delivery.rules.enums import SeatTrouble
from exams.delivery.services.answer_files import Outcome

register = template.Library()

_KINDS = {
    AttemptState.PREPARED: "neutral",
    AttemptState.ADMITTED: "info",
    AttemptState.RUNNING: "good",
    AttemptState.PAUSED: "warn",
    AttemptState.ENDED: "neutral",
    AttemptState.CLOSED: "neutral",
    AttemptState.VOID: "bad",
}
_TROUBLES = {
    SeatTrouble.CALL: _("請求協助"),
    SeatTrouble.REST_OVER: _("核定休息已用完，請恢復作答"),
    SeatTrouble.SILENT: _("超過一分鐘沒有連線"),
    SeatTrouble.NOT_ADMITTED: _("已開始，尚未報到"),
    SeatTrouble.NOT_STARTED: _("已報到，尚未開始"),
}
_OUTCOMES = {
    Outcome.KEPT: _("收下，待試務人員決定"),
    Outcome.COUNTS_ALREADY: _("伺服器早已收到"),
    Outcome.KEPT_ALREADY: _("先前已收下"),
    Outcome.NO_ANSWER: _("不是這份考卷的作答，未收"),
}


@register.filter
def state_label(state: str) -> str:
    """A state in the reader's language."""
    return str(STATE_LABELS[AttemptState(state)])


@register.filter
def state_kind(state: str) -> str:
    """The badge that fits a state."""
    return _KINDS[AttemptState(state)]


@register.filter
def trouble_label(trouble: str) -> str:
    """Why a seat needs somebody."""
    return str(_TROUBLES[SeatTrouble(trouble)])


@register.filter
def late_reason(why: str) -> str:
    """Why an answer is only evidence."""
    return str(LATE_REASON_LABELS[LateReason(why)])


@register.filter
def file_outcome(outcome: str) -> str:
    """What became of one answer of an answer file."""
    return str(_OUTCOMES[Outcome(outcome)])
