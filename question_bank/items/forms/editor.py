"""The editor of one item: the facts, the rows of its kind, and what they say together. It validates and never saves."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from question_bank.items.enums import ItemKind, VersionEffect
from question_bank.items.forms.facts import FactsForm
from question_bank.items.forms.rows import LISTS, MAX_ROWS, VALUES, ListOfRows, form_set
from question_bank.items.models import ItemVersion, StimulusVersion
from question_bank.items.rules import kinds
from question_bank.items.rules.drafts import ItemDraft, StimulusDraft
from question_bank.items.rules.entries import ENTRIES, LETTERS, Entered
from question_bank.items.rules.kinds.base import parts
from question_bank.items.selectors import editing

VALUES_PREFIX = "key"


@dataclass(frozen=True)
class Problem:
    """Something to mend: where (the id of the control), what the control is called, and what."""

    anchor: str
    label: str
    text: str


@dataclass(frozen=True)
class Listed:
    """A list of the page: its words and its rows with their letter or number."""

    spec: ListOfRows
    form_set: "BaseFormSet[Any]"
    rows: list[tuple[str, forms.Form]] = field(default_factory=list)

    @property
    def may_grow(self) -> bool:
        """Whether another row can be added."""
        return len(self.rows) < MAX_ROWS

    @property
    def blank(self) -> forms.Form:
        """The row that the script copies."""
        return self.form_set.empty_form


class Editor:
    """``known`` is the newest version as a draft (None: a new item); ``is_fixed``: topic and use stay.

    ``may_join`` says whether a new part may be added to the shared stem of a code.
    """

    def __init__(
        self,
        *,
        kind: ItemKind,
        data: Any = None,
        known: ItemDraft | None = None,
        initial: Mapping[str, Any] | None = None,
        is_fixed: bool = False,
        needs_effect: bool = False,
        may_join: Callable[[str], bool] = lambda code: False,
    ) -> None:
        self.kind, self.known, self.data = kind, known, data
        fixed = ["code", "stimulus_code", "stimulus_text", "part"] if known else []
        self.facts = FactsForm(
            data,
            initial=dict(initial or {}) | (_facts_of(known) if known else {}),
            fixed=[*fixed, *(["topic", "use"] if is_fixed else [])],
            needs_effect=needs_effect,
            may_join=may_join,
        )
        rows, values = ENTRIES[kind].typed(known.body, known.key) if known else ({}, {})
        self.lists = [self._listed(spec, rows.get(spec.name, [])) for spec in LISTS[kind]]
        values_form = VALUES.get(kind)
        self.values = (
            values_form(data, prefix=VALUES_PREFIX, initial=values or _START.get(kind)) if values_form else None
        )

    def image_places(self) -> list[tuple[str, str]]:
        """(name, words) of the texts that an image can go into."""
        places = [("stem", _("題幹")), ("explanation", _("解說"))]
        if self.known is None:
            places.append(("stimulus_text", _("共用題幹")))
        for listed in self.lists:
            if listed.spec.name in ("options", "rows", "targets"):
                places += [(form["text"].html_name, f"{listed.spec.title} {mark}") for mark, form in listed.rows]
        return places

    def is_valid(self) -> bool:
        """Whether everything can be saved; :meth:`problems` says what keeps it from that."""
        return not self.problems()

    def problems(self) -> list[Problem]:
        """Everything to mend: of the fields first, of the whole once the fields are right."""
        if self.data is None:
            return []
        return list(self._of_fields()) or list(self._of_the_whole())

    def entered(self) -> Entered:
        """Body and key of what was typed, flawed or not."""
        rows = {listed.spec.name: [_values_of(form) for form in listed.form_set.forms] for listed in self.lists}
        return ENTRIES[self.kind].stored(rows, _values_of(self.values) if self.values else {})

    def draft(self) -> ItemDraft:
        """What was typed, as a draft; call it on a valid editor."""
        given, (body, key) = self.facts.cleaned_data, self.entered()
        draft = ItemDraft(
            code=given["code"] or editing.next_code(given["topic"], given["use"]),
            topic=given["topic"],
            use=given["use"],
            kind=self.kind.value,
            stem=_lines(given["stem"]),
            body=body,
            key=key,
            explanation=_lines(given["explanation"]),
            source_title=given["source_title"],
            source_url=given["source_url"],
            valid_as_of=given["valid_as_of"],
            review_by=given["review_by"],
            difficulty=given["difficulty"],
            other_topics=tuple(sorted(set(given["other_topics"]) - {given["topic"]})),
            references=tuple(sorted(given["references"])),
            effect=self.facts.effect_value,
        )
        if self.known is not None:
            return replace(draft, stimulus=self.known.stimulus, part=self.known.part)
        return replace(draft, stimulus=self._stimulus(), part=given["part"])

    def version(self) -> ItemVersion:
        """What was typed, as a version in memory for a preview; what is not valid is left out."""
        self.facts.is_valid()
        given, (body, key) = self.facts.cleaned_data, self.entered()
        made = ItemVersion(
            kind=self.kind.value,
            stem=_lines(given.get("stem", "")),
            body=body,
            key=key,
            explanation=_lines(given.get("explanation", "")),
        )
        shared = self.known.stimulus if self.known else self._stimulus()
        if shared is not None:
            made.stimulus = StimulusVersion(text=shared.text)
        return made

    @property
    def base(self) -> int:
        """The number of the version that was opened."""
        return int(self.facts.cleaned_data["base"])

    def _listed(self, spec: ListOfRows, rows: list[Any]) -> Listed:
        start = rows or [{}] * spec.shown
        if self.known is None or not rows:
            start = [*rows, *[{}] * max(0, spec.shown - len(rows))]
        data = self._grown(spec.name) if self.data is not None else None
        made = form_set(spec)(data, prefix=spec.name, initial=start)
        marks = LETTERS if spec.mark == "letter" else [str(number) for number in range(1, MAX_ROWS + 2)]
        shown = [(mark if spec.mark else "", form) for mark, form in zip(marks, made.forms, strict=False)]
        return Listed(spec, made, shown)

    def _grown(self, name: str) -> Any:
        """The rows sent, with one more where the button "add" of this list was pressed."""
        if self.data.get("add") != name:
            return self.data
        grown = self.data.copy()
        total = str(grown.get(f"{name}-TOTAL_FORMS", "0"))
        if total.isascii() and total.isdigit() and int(total) < MAX_ROWS:
            grown[f"{name}-TOTAL_FORMS"] = str(int(total) + 1)
        return grown

    def _stimulus(self) -> StimulusDraft | None:
        given = self.facts.cleaned_data
        code = given.get("stimulus_code", "")
        if not code:
            return None
        return StimulusDraft(code, _lines(given.get("stimulus_text", "")) or editing.stimulus_text(code))

    def _of_fields(self) -> Iterator[Problem]:
        yield from _errors(self.facts)
        if self.values:
            yield from _errors(self.values)
        for listed in self.lists:
            for error in listed.form_set.non_form_errors():
                yield Problem(f"list-{listed.spec.name}", str(listed.spec.title), str(error))
            for mark, form in listed.rows:
                for problem in _errors(form):
                    yield replace(problem, label=f"{listed.spec.title} {mark} {problem.label}")

    def _of_the_whole(self) -> Iterator[Problem]:
        body, key = self.entered()
        english = get_language() == "en"
        names = {listed.spec.name: str(listed.spec.title) for listed in self.lists}
        for flaw in kinds.get(self.kind).flaws(body, key):
            text = flaw.text_en if english else flaw.text_zh
            yield Problem(
                f"list-{flaw.field}" if flaw.field in names else "list-key", names.get(flaw.field, _("正解")), text
            )
        if self.known is None and (code := self.facts.cleaned_data["code"]) and editing.is_known(code):
            yield Problem(self.facts["code"].id_for_label, _("代碼"), _("已有題目用這個代碼，請改用別的或留空。"))
        if self.facts.cleaned_data.get("effect") == VersionEffect.COSMETIC and self._asks_otherwise(body, key):
            text = _("正解或選項的增減改變了題意，請選「題意改變」。")
            yield Problem(f"{self.facts['effect'].auto_id}_0", str(self.facts.fields["effect"].label), text)

    def _asks_otherwise(self, body: Mapping[str, Any], key: list[Any]) -> bool:
        """Another key or other parts are never cosmetic."""
        if self.known is None:
            return False
        listed = {name: {part.id for part in parts(body, name)} for name in _PARTS}
        before = {name: {part.id for part in parts(self.known.body, name)} for name in _PARTS}
        return listed != before or list(key) != list(self.known.key)


_PARTS = ("options", "rows", "targets", "units")
_START = {ItemKind.SHORT_TEXT: {"max_length": kinds.words.DEFAULT_LENGTH}}


def _facts_of(draft: ItemDraft) -> dict[str, Any]:
    shared = draft.stimulus
    names = ("code", "topic", "use", "part", "stem", "explanation", "source_title", "source_url", "valid_as_of")
    return {name: getattr(draft, name) for name in (*names, "review_by", "difficulty")} | {
        "other_topics": list(draft.other_topics),
        "references": list(draft.references),
        "stimulus_code": shared.code if shared else "",
        "stimulus_text": shared.text if shared else "",
    }


def _errors(form: forms.Form) -> Iterator[Problem]:
    for name, errors in form.errors.items():
        bound = form[name] if name in form.fields else None
        for error in errors:
            if bound is None or bound.is_hidden:
                yield Problem("", "", str(error))
            else:
                anchor = f"{bound.auto_id}_0" if bound.field.widget.use_fieldset else bound.id_for_label
                yield Problem(anchor, str(bound.label), str(error))


def _values_of(form: forms.Form) -> dict[str, Any]:
    form.is_valid()
    return dict(form.cleaned_data)


def _lines(text: str) -> str:
    """Browsers send CRLF; stored texts have LF, as in files."""
    return text.replace("\r\n", "\n").strip()
