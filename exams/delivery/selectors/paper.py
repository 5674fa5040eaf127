"""The paper as a candidate may see it: the faces of its items and the shared stems, and nothing else.

Keys, explanations, difficulty and sources are never read here, so no change of a template can leak them (KL-01). What
everybody with a form receives is written and compressed once; one's own part only says in which order the items and
their parts stand. Both name the parts by masks: their own ids and order can give the key away.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from exams.delivery.models import Attempt
from exams.delivery.rules import documents, masking
from exams.delivery.selectors.responses import Response
from exams.papers.models import Form, FormItem
from question_bank.items.models import ItemVersion, StimulusVersion
from question_bank.items.selectors import faces

_REMEMBERED = 64
_READ = ("kind", "stem", "body", "stimulus_id")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form in one language. ``common`` is the beginning of the reply to Start (everything up to one's own part).

    ``names``: item → id of a part → its mask; ``places``: item → id of a part → its place among the item's masks.
    """

    common: documents.Common
    names: Mapping[int, Mapping[str, str]]
    places: Mapping[int, Mapping[str, int]]


_sheets: dict[tuple[uuid.UUID, str], Sheet] = {}


def sheet(form: Form, language: str) -> Sheet:
    """The sheet of a form; forms are immutable, so one seen before comes from memory."""
    key = form.public_id, language
    if key not in _sheets:
        if len(_sheets) >= _REMEMBERED:
            _sheets.clear()
        _sheets[key] = _read(form, language)
    return _sheets[key]


def order(attempt: Attempt, sheet: Sheet) -> list[list[Any]]:
    """The items in the order written when the attempt was prepared, each with the places of its parts."""
    return [
        [shown["item"], [sheet.places[shown["item"]][part] for part in shown["options"]]] for shown in attempt.order
    ]


def answered(sheet: Sheet, answers: Mapping[int, Response]) -> dict[str, dict[str, Any]]:
    """The standing answers in protocol form."""
    return {
        str(item): {"options": list(masking.renamed(answer.options, sheet.names[item])), "flagged": answer.flagged}
        for item, answer in answers.items()
    }


def _read(form: Form, language: str) -> Sheet:
    versions = _versions(form)
    names = {pk: masking.names(form.public_id, pk, each.kind, each.body) for pk, each in versions.items()}
    masks = {pk: sorted(named.values()) for pk, named in names.items()}
    for pk, version in versions.items():
        version.body = masking.masked(version.kind, version.body, names[pk])
    with translation.override(language):
        text = _common(versions, masks)
    places = {pk: {part: masks[pk].index(mask) for part, mask in named.items()} for pk, named in names.items()}
    return Sheet(documents.common(text), names, places)


def _versions(form: Form) -> dict[int, ItemVersion]:
    """The versions of a form in its order, without their keys."""
    ids = FormItem.objects.filter(form=form).order_by("position").values_list("version_id", flat=True)
    found = ItemVersion.objects.only(*_READ).in_bulk(ids)
    return {pk: found[pk] for pk in ids}


def _common(versions: Mapping[int, ItemVersion], masks: Mapping[int, Sequence[str]]) -> bytes:
    """The beginning of a JSON object, open for more members."""
    stimuli = StimulusVersion.objects.in_bulk({each.stimulus_id for each in versions.values() if each.stimulus_id})
    images = faces.images_of(_texts(versions.values(), stimuli.values()))
    body = {
        "faces": {
            str(pk): {
                "kind": version.kind,
                "html": str(faces.answer_html(version, images)),
                "options": masks[pk],
                "stimulus": version.stimulus_id,
            }
            for pk, version in versions.items()
        },
        "stimuli": {str(pk): str(faces.stimulus_html(each, images=images)) for pk, each in stimuli.items()},
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()[:-1] + b","


def _texts(versions: Any, stimuli: Any) -> list[str]:
    """Every text that may name an image."""
    own = [text for version in versions for text in (version.stem, *faces.texts_of(version))]
    return own + [stimulus.text for stimulus in stimuli]
