"""The paper as a candidate may see it: the faces of its items and the shared stems, and nothing else.

Keys, explanations, difficulty and sources are never read here, so no change of a template can leak them (KL-01). The
HTML of an item is the same for everybody with this form; ``options`` says in which order the parts stand on this one's
screen. Both name the parts by masks: their own ids and order can give the key away.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from exams.delivery.models import Attempt
from exams.delivery.rules import masking
from exams.delivery.selectors.responses import Response
from question_bank.items.models import ItemVersion, StimulusVersion
from question_bank.items.selectors import faces


def items(attempt: Attempt) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The items of an attempt in protocol form, in the order written when it was prepared, and the shared stems by id."""
    versions = _versions([shown["item"] for shown in attempt.order])
    stimuli = StimulusVersion.objects.in_bulk({each.stimulus_id for each in versions.values() if each.stimulus_id})
    images = faces.images_of(_texts(versions.values(), stimuli.values()))
    named = names(attempt, versions)
    for pk, version in versions.items():
        version.body = masking.masked(version.kind, version.body, named[pk])
    shown_items = [
        {
            "item": shown["item"],
            "position": position,
            "kind": versions[shown["item"]].kind,
            "html": str(faces.answer_html(versions[shown["item"]], images)),
            "options": [named[shown["item"]][part] for part in shown["options"]],
            "stimulus": versions[shown["item"]].stimulus_id,
        }
        for position, shown in enumerate(attempt.order, start=1)
    ]
    return shown_items, {str(pk): str(faces.stimulus_html(each, images=images)) for pk, each in stimuli.items()}


def names(attempt: Attempt, versions: Mapping[int, ItemVersion]) -> dict[int, dict[str, str]]:
    """The masks of each version's parts in this attempt's form."""
    form = attempt.form.public_id
    return {pk: masking.names(form, pk, version.kind, version.body) for pk, version in versions.items()}


def answered(attempt: Attempt, answers: Mapping[int, Response]) -> dict[str, dict[str, Any]]:
    """The standing answers in protocol form."""
    named = names(attempt, _versions(list(answers)))
    return {
        str(item): {"options": list(masking.renamed(answer.options, named[item])), "flagged": answer.flagged}
        for item, answer in answers.items()
    }


def _versions(ids: Sequence[int]) -> Mapping[int, ItemVersion]:
    return ItemVersion.objects.only("kind", "stem", "body", "stimulus_id").in_bulk(ids)


def _texts(versions: Any, stimuli: Any) -> list[str]:
    """Every text that may name an image."""
    own = [text for version in versions for text in (version.stem, *faces.texts_of(version))]
    return own + [stimulus.text for stimulus in stimuli]
