"""One action for many candidates of a room: each as far as it can, refusals told by reason."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exams.delivery.models import Attempt
from lms.core.errors import Refusal


@dataclass(frozen=True)
class Outcome:
    """How many were done, and how many were refused for which reason (in the reader's language)."""

    done: int
    refused: dict[str, int]


def each(attempts: Iterable[Attempt], action: Callable[[Attempt], object]) -> Outcome:
    """Apply ``action`` to every attempt; a refusal stops nobody else."""
    done, refused = 0, Counter[str]()
    for attempt in attempts:
        try:
            action(attempt)
        except Refusal as refusal:
            refused[str(refusal.message)] += 1
        else:
            done += 1
    return Outcome(done, dict(refused))


def left_out(why: str) -> str:
    """Why an action on many left some as they were: they have ``ended``, or have ``begun`` already."""
    return _("已經開始或結束；已開始的人請用延長") if why == "begun" else _("已經結束；需要時請恢復作答")
