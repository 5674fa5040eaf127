"""Words of the live room."""

from django import template
from django.utils.translation import gettext_lazy as _

from exams.delivery.enums import (
    AttendanceState,
    EndReason,
    IdentityCheck,
    OrderKind,
    OrderState,
    PauseReason,
    SignalKind,
    SignatureState,
)
from exams.delivery.models import PAUSE_REASON_LABELS
from exams.delivery.models.labels import (
    ATTENDANCE_LABELS,
    END_LABELS,
    IDENTITY_LABELS,
    INCIDENT_CATEGORY_LABELS,
    INCIDENT_REASON_LABELS,
    ORDER_LABELS,
    ORDER_STATE_LABELS,
    SIGNAL_LABELS,
    SIGNATURE_LABELS,
)
from exams.delivery.rules.enums import Connection

register = template.Library()

_CONNECTIONS = {
    Connection.ONLINE: (_("連線中"), "good"),
    Connection.UNSTABLE: (_("不穩"), "warn"),
    Connection.OFFLINE: (_("離線"), "bad"),
}


@register.filter
def connection_label(connection: str) -> str:
    """How a screen is connected."""
    return str(_CONNECTIONS[Connection(connection)][0])


@register.filter
def connection_kind(connection: str) -> str:
    """The badge that fits a connection."""
    return _CONNECTIONS[Connection(connection)][1]


@register.filter
def category_label(category: str) -> str:
    """The upper level of an incident's reason."""
    return str(INCIDENT_CATEGORY_LABELS.get(category, category))


@register.filter
def reason_label(reason: str) -> str:
    """The lower level of an incident's reason."""
    return str(INCIDENT_REASON_LABELS.get(reason, reason))


@register.filter
def signature_label(signature: str) -> str:
    """How the candidate confirmed an entry, or why not."""
    return str(SIGNATURE_LABELS[SignatureState(signature)])


@register.filter
def identity_label(identity: str) -> str:
    """What comparing the document said."""
    return str(IDENTITY_LABELS[IdentityCheck(identity)])


@register.filter
def signal_label(kind: str) -> str:
    """What a screen reported."""
    return str(SIGNAL_LABELS[SignalKind(kind)])


@register.filter
def pause_label(reason: str) -> str:
    """Why a clock was stopped."""
    return str(PAUSE_REASON_LABELS[PauseReason(reason)])


@register.filter
def order_label(kind: str) -> str:
    """What an order is about."""
    return str(ORDER_LABELS[OrderKind(kind)])


@register.filter
def order_state(state: str) -> str:
    """What became of an order."""
    return str(ORDER_STATE_LABELS[OrderState(state)])


@register.filter
def end_label(reason: str) -> str:
    """How an attempt ended."""
    return str(END_LABELS[EndReason(reason)])


@register.filter
def attendance_label(state: str) -> str:
    """Whether somebody came."""
    return str(ATTENDANCE_LABELS[AttendanceState(state)])


@register.filter
def clock_minutes(seconds: int) -> str:
    """Seconds as ``m:ss``."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
