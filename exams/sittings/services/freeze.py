"""What sealing freezes: configuration changes only while the round is open, looked at under its row lock."""

from django.utils.translation import gettext as _

from exams.sittings.enums import RoundState
from exams.sittings.models import Round
from lms.core.db import locked
from lms.core.errors import Refusal


class RoundClosed(Refusal):
    """The round is sealed or released and takes no changes."""

    code = "round_not_open"


def is_open(round: Round) -> bool:
    """Whether the configuration may still be changed; what decides is :func:`held_open`."""
    return round.state == RoundState.OPEN


def held_open(round: Round) -> Round:
    """The round's row, locked until the caller's transaction ends. Raises :class:`RoundClosed`.

    Sealing takes the same lock: it sees all of a change or none of it.
    """
    held = locked(Round.objects.select_related("programme__level__certification"), pk=round.pk)
    if held.state != RoundState.OPEN:
        raise RoundClosed(_("梯次已封存，設定不能再變更；時間以延長或順延調整，另可發布公告。"))
    return held
