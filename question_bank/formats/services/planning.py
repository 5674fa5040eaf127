"""Deciding what an import does with each question of a file; nothing is written."""

from dataclasses import replace
from typing import Any

from question_bank.formats.enums import Verdict
from question_bank.formats.rules import identity, planning
from question_bank.formats.rules.exchange import Finding, Question, Reading
from question_bank.formats.rules.plans import Plan, Planned, Target
from question_bank.formats.selectors import standing as selectors
from question_bank.formats.selectors.standing import Standing
from question_bank.items.enums import ItemState
from question_bank.items.rules import drafts, kinds
from question_bank.items.rules.drafts import ItemDraft, StimulusDraft
from question_bank.items.selectors import assets


def plan(*, reading: Reading, target: Target, user: Any) -> Plan:
    """A verdict for every question; ``user`` None is a command's operator."""
    bank = selectors.standing(user)
    bank.load({code for question in reading.questions for code in (question.code, question.reference) if code})
    missing = _missing_images(reading)
    planner = _Planner(bank, target, missing)
    return Plan(reading, tuple(planner.planned(question) for question in reading.questions))


class _Refused(Exception):
    """The question cannot be imported, for these reasons."""

    def __init__(self, *reasons: Finding) -> None:
        super().__init__()
        self.reasons = reasons


class _Planner:
    """Goes through a file, remembering what it has met."""

    def __init__(self, bank: Standing, target: Target, missing: set[str]) -> None:
        self.bank, self.target, self.missing = bank, target, missing
        self.codes: dict[str, tuple[str, str]] = {}  # code → (place, what is asked)

    def planned(self, question: Question) -> Planned:
        """The verdict of one question."""
        try:
            return self._judged(question)
        except _Refused as refusal:
            return Planned(question, Verdict.REFUSED, question.code, reasons=refusal.reasons)

    def _judged(self, question: Question) -> Planned:
        flaws = planning.flaws(question)
        if flaws:
            raise _Refused(*flaws)
        if self.missing and self.missing & assets.named(_texts(question)):
            raise _Refused(planning.unknown_image(question))
        unknown = [code for code in question.references if code not in self.bank.references]
        if unknown:
            raise _Refused(planning.unknown_references(question, unknown))
        topic = self._topic(question)
        asked = _asked(question)
        code = self._code(question, topic, asked)
        if not topic and not self.bank.is_taken(code):
            raise _Refused(planning.no_topic(question, self._named_topic(question)))
        if code in self.codes:
            return self._again(question, code, asked)
        self.codes[code] = (question.where, asked)
        return (
            self._known(question, code, topic, asked) if self.bank.is_taken(code) else self._new(question, code, topic)
        )

    def _named_topic(self, question: Question) -> str:
        return question.topic or self.target.categories.get(question.category, "")

    def _topic(self, question: Question) -> str:
        """The row's, the one chosen for its category, the one its category names, the file's."""
        named = self._named_topic(question)
        if named:
            found = self.bank.topic(named)
            if not found:
                raise _Refused(planning.no_topic(question, named))
            return found
        parts = question.category.strip("/").split("/")[-4:]
        own = "/".join(parts) if len(parts) == 4 else ""
        if own in self.bank.topics:
            return own
        return self.bank.topic(self.target.topic)

    def _code(self, question: Question, topic: str, asked: str) -> str:
        """The file's own code if it is one of ours, else one derived from what identifies the question."""
        for given in (question.code, question.reference):
            if given and (
                (self.bank.is_taken(given) and not given.isdecimal()) or identity.is_ours(given, self.bank.topics)
            ):
                return given
        if not topic:
            return ""
        same = self.bank.asking(topic, asked)
        if same:
            return same
        reference = question.code or question.reference
        if identity.is_telling(reference):
            code = identity.derived(topic, "reference", reference)
            known = self.bank.draft(code)
            earlier = self.codes.get(code)
            differs = known is not None and (
                not identity.are_alike(known.stem, question.stem) or (question.shared and known.stimulus is None)
            )
            if not differs and (earlier is None or earlier[1] == asked):
                return code
        return identity.derived(topic, "asked", asked)

    def _again(self, question: Question, code: str, asked: str) -> Planned:
        place, first = self.codes[code]
        if first != asked:
            raise _Refused(planning.repeated_code(question, code, place))
        return Planned(question, Verdict.REPEATED, code, hints=(planning.repeats(question, place),))

    def _known(self, question: Question, code: str, topic: str, asked: str) -> Planned:
        known = self.bank.draft(code)
        if known is None:
            raise _Refused(planning.closed(question, code))
        if question.topic and topic != known.topic:
            raise _Refused(planning.other_place(question, code, known.topic))
        if question.use and question.use != known.use:
            raise _Refused(planning.other_place(question, code, known.use))
        draft = _overlaid(known, question, asked)
        if draft is None:
            raise _Refused(planning.no_group(question, code))
        same = drafts.content_hash(draft) == drafts.content_hash(known)
        verdict = Verdict.UNCHANGED if same else Verdict.CHANGED
        return Planned(question, verdict, code, None if same else draft, version=self.bank.versions[code])

    def _new(self, question: Question, code: str, topic: str) -> Planned:
        stimulus = self._stimulus(question, topic)
        part = self._part(question, stimulus) if stimulus else None
        draft = ItemDraft(
            code=code,
            topic=topic,
            use=question.use or self.target.use,
            kind=question.kind.value,
            stem=question.stem.strip(),
            body=question.body,
            key=list(question.key),
            explanation=question.explanation.strip(),
            source_title=question.source_title,
            source_url=question.source_url,
            valid_as_of=question.valid_as_of,
            difficulty=question.difficulty,
            references=question.references,
            stimulus=stimulus,
            part=part,
            state=ItemState.DRAFT.value,
        )
        return Planned(question, Verdict.NEW, code, draft)

    def _stimulus(self, question: Question, topic: str) -> StimulusDraft | None:
        if question.shared is None:
            return None
        text = question.shared.text.strip()
        given = question.shared.reference
        ours = given and (self.bank.has_stimulus(given) or identity.is_ours(given, self.bank.topics))
        code = given if ours else identity.derived(topic, "stimulus", text)
        if not self.bank.may_join(code):
            raise _Refused(planning.closed(question, code))
        return StimulusDraft(code, text)

    def _part(self, question: Question, stimulus: StimulusDraft) -> int:
        taken = self.bank.parts(stimulus.code)
        part = question.part or max(taken, default=0) + 1
        if part in taken:
            raise _Refused(planning.part_taken(question, part))
        taken.add(part)
        return part


def _overlaid(known: ItemDraft, question: Question, asked: str) -> ItemDraft | None:
    """The item with what the file says; what the file does not carry stays. None if its group would change."""
    shared = question.shared.text.strip() if question.shared else ""
    stem = question.stem.strip()
    if shared and known.stimulus is None:
        return None
    if known.stimulus and not shared:
        stem = stem.removeprefix(known.stimulus.text.strip()).strip()
    if known.stimulus and (not shared or identity.same_text(shared, known.stimulus.text)):
        shared = known.stimulus.text
    carried: dict[str, Any] = {
        name: value
        for name in ("explanation", "source_title", "source_url", "valid_as_of", "difficulty", "references")
        if (value := getattr(question, name)) not in ("", None, ())
    }
    if identity.same_text(question.explanation, known.explanation):
        carried.pop("explanation", None)
    if asked != _asked_draft(known) and _asked(replace(question, stem=stem, shared=None)) != _asked_draft(
        known, alone=True
    ):
        carried |= {"kind": question.kind.value, "stem": stem, "body": question.body, "key": list(question.key)}
    stimulus = StimulusDraft(known.stimulus.code, shared) if known.stimulus else None
    return replace(known, stimulus=stimulus, **carried)


def _asked(question: Question) -> str:
    shared = question.shared.text if question.shared else ""
    return identity.asked(kind=question.kind, shared=shared, stem=question.stem, body=question.body, key=question.key)


def _asked_draft(draft: ItemDraft, *, alone: bool = False) -> str:
    shared = draft.stimulus.text if draft.stimulus and not alone else ""
    return identity.asked(kind=draft.kind, shared=shared, stem=draft.stem, body=draft.body, key=draft.key)


def _texts(question: Question) -> list[str]:
    texts = [text for _, text in kinds.get(question.kind).texts(question.body)]
    shared = question.shared.text if question.shared else ""
    return [*texts, question.stem, question.explanation, shared]


def _missing_images(reading: Reading) -> set[str]:
    """Images that texts name and neither the file nor the bank has."""
    texts = [text for question in reading.questions for text in _texts(question)]
    return assets.missing(texts) - {digest for question in reading.questions for digest in question.images}
