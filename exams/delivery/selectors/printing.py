"""A form as it would be printed: for reading it through, never with a key.

Options stand in the form's own order; the steps of an ordering and the targets of a matching item do not, for writers
type them in the right one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils import translation
from django.utils.safestring import SafeString

from exams.delivery.rules import masking
from exams.papers.models import Form, FormItem
from lms.core import pdf
from question_bank.items.enums import ItemKind
from question_bank.items.models import ItemVersion
from question_bank.items.selectors import faces

_LANGUAGE = "zh-hant"
_HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the printed paper; the first part of a group carries the shared stem and the group's last position."""

    position: int
    points: Decimal
    html: SafeString
    stimulus: SafeString
    last: int


def versions(form: Form) -> list[ItemVersion]:
    """The versions of a form in its order, without their keys."""
    return [line.version for line in _lines(form)]


def paper_pdf(form: Form) -> bytes:
    """The paper of a form, its items in their order."""
    with translation.override(_LANGUAGE):
        entries = list(_entries(_lines(form)))
    subject = form.blueprint.subject
    return pdf.render(
        template="pdf/paper.html",
        context={"form": form, "entries": entries},
        title=f"{subject.name_zh} {form.code}",
        language=_LANGUAGE,
    )


def _lines(form: Form) -> list[FormItem]:
    rows = FormItem.objects.filter(form=form).order_by("position").select_related("form", "version__stimulus")
    unread = ("version__key", "version__explanation", "version__difficulty")
    return list(rows.defer(*unread))


def _entries(lines: list[FormItem]) -> Iterator[Entry]:
    shared = [line.version.stimulus for line in lines if line.version.stimulus]
    texts = [text for line in lines for text in faces.texts_of(line.version)]
    images = faces.images_of(texts + [stimulus.text for stimulus in shared])
    last = {line.version.stimulus_id: line.position for line in lines}
    before = None
    for line in lines:
        stimulus = line.version.stimulus
        first = stimulus is not None and stimulus.pk != before
        before = stimulus.pk if stimulus else None
        uid, order = f"item-{line.position}", _order(line)
        shown = faces.face(line.version, order=order, uid=uid, mode="print", images=images)
        yield Entry(
            position=line.position,
            points=Decimal(line.points_hundredths) / _HUNDREDTHS,
            html=faces.html(shown),
            stimulus=faces.stimulus_html(stimulus, mode="print", images=images) if first and stimulus else SafeString(),
            last=last[line.version.stimulus_id],
        )


def _order(line: FormItem) -> list[str] | None:
    """How the arranged parts stand where the writer's order would tell the key: the same on every print of the form."""
    version = line.version
    if version.kind not in (ItemKind.ORDERING, ItemKind.MATCHING):
        return None
    named = masking.names(line.form.public_id, version.pk, version.kind, version.body)
    return sorted(named, key=lambda part: named[part])
