"""What the programme's rules say about giving a registration up."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from exams.sittings import dated as settings
from exams.sittings.enums import WithdrawalReason
from exams.sittings.models import Registration
from lms.core import dated

REASONS = {
    WithdrawalReason.DISASTER: _("天災、事變"),
    WithdrawalReason.MILITARY: _("兵役"),
    WithdrawalReason.DEATH: _("報名者死亡"),
    WithdrawalReason.ILLNESS: _("傷病"),
    WithdrawalReason.BIRTH: _("分娩"),
    WithdrawalReason.MARRIAGE: _("結婚"),
    WithdrawalReason.FUNERAL: _("喪假"),
    WithdrawalReason.OWN_WISH: _("本人意願"),
    WithdrawalReason.ORGANISER: _("主辦單位取消"),
}


def table(registration: Registration, *, on: dt.date) -> Mapping[str, int]:
    """Reason → per cent refunded, as the programme's setting has it on the day; empty when nothing was announced."""
    key = settings.WITHDRAWAL.get(registration.sitting.programme.code)
    found: Mapping[str, int] = (dated.value(key, on=on) or {}) if key else {}
    return found


def sentences(programme: str, *, on: dt.date) -> list[tuple[str, int]]:
    """The reasons a programme accepts, in words, with the per cent refunded."""
    key = settings.WITHDRAWAL.get(programme)
    found: Mapping[str, int] = (dated.value(key, on=on) or {}) if key else {}
    return [(str(REASONS[reason]), found[reason.value]) for reason in REASONS if reason.value in found]
