"""The way back from an office page: the rounds, the round, this page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from exams.sittings.models import Round

Trail = list[tuple[str, str]]


def of_round(round: Round, *pages: tuple[str, str]) -> Trail:
    """Breadcrumbs (label, address) below a round; the last of ``pages`` is the page itself and needs no address."""
    above = [
        (_("梯次"), reverse("sittings:office_rounds")),
        (round.code, reverse("sittings:office_round", args=[round.public_id])),
    ]
    return [*above, *pages]
