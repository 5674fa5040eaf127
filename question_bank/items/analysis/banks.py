"""Many items looked at together: which repeat each other, and what follows for each of them (ITM-5)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from question_bank.items.analysis import near_duplicates, subjects
from question_bank.items.analysis.near_duplicates import Bank, Likeness, Pair
from question_bank.items.enums import ItemUse
from question_bank.items.rules import kinds
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.faults import Fault, Place
from question_bank.items.rules.findings import Finding
from question_bank.items.rules.linting import options
from question_bank.items.rules.linting.catalogue import check, found

CODES = {
    Likeness.SAME: "duplicate",
    Likeness.NEAR: "near_duplicate",
    Likeness.PATTERN: "same_pattern",
    Likeness.STEM: "same_stem",
}
_TOLD = {
    Likeness.SAME: ("與 {code} 相同。", "The same as {code}."),
    Likeness.NEAR: ("與 {code} 相似（{share:.0%}）。", "Much like {code} ({share:.0%})."),
    Likeness.PATTERN: ("與 {code} 只差在數字（{share:.0%}）。", "Differs from {code} in numbers only ({share:.0%})."),
    Likeness.STEM: ("題幹與 {code} 相似（{share:.0%}）。", "Its stem is much like that of {code} ({share:.0%})."),
}
#: Without a measure: shares would lead a guesser word by word to a text that is closed to them.
_TOLD_UNNAMED = {
    True: ("與另一題（您無權開啟）相同。", "The same as another item, closed to you."),
    False: ("與另一題（您無權開啟）相似。", "Much like another item, closed to you."),
}


@dataclass(frozen=True)
class Repetitions:
    """The pairs of a bank and the finding each makes for its second item."""

    pairs: tuple[Pair, ...]
    findings: tuple[Finding, ...]


def pieces(draft: ItemDraft) -> tuple[str, ...]:
    """Stem and options of an item: what makes it this question."""
    return (draft.stem, *(text for _, text in kinds.get(draft.kind).texts(draft.body)))


def repetitions(drafts: Sequence[ItemDraft]) -> Repetitions:
    """Every pair of items that are alike; parts of one shared stem may be. All drafts have a known kind."""
    searched = near_duplicates.pairs([pieces(draft) for draft in drafts])
    pairs = tuple(pair for pair in searched.pairs if _matters(drafts[pair.one], drafts[pair.other], pair))
    made = [_told(drafts[pair.other], drafts[pair.one], pair) for pair in pairs]
    if not searched.complete:
        known = check("cut_short")
        text_zh, text_en = f"只列出 {len(pairs)} 對。", f"{len(pairs)} pairs are listed."
        made.append(Finding("cut_short", known.severity, Place(""), text_zh, text_en, known.remedy_zh, known.remedy_en))
    return Repetitions(pairs, tuple(made))


def prepared(drafts: Sequence[ItemDraft]) -> Bank:
    """A bank ready for :func:`repeats`."""
    return near_duplicates.prepared([pieces(draft) for draft in drafts])


def repeats(
    draft: ItemDraft, bank: Bank, drafts: Sequence[ItemDraft], *, may_name: Callable[[ItemDraft], bool]
) -> list[Finding]:
    """What of the bank a draft repeats; ``drafts`` are those the bank was prepared from. Its own code is left out.

    Of an item that may not be named the finding only says that there is one.
    """
    pairs = near_duplicates.against(pieces(draft), bank)
    return [
        _told(draft, known, pair, is_named=may_name(known))
        for pair in pairs
        if _matters(draft, known := drafts[pair.other], pair)
    ]


def misfiled(drafts: Sequence[ItemDraft]) -> list[Finding]:
    """Items that read like another subject of their level."""
    suspects = subjects.suspects([pieces(draft) for draft in drafts], [draft.pool[0] for draft in drafts])
    return [
        found(
            drafts[each.item],
            "topic",
            "topic_suspect",
            f"用語較像科目 {each.subject}（{each.times:.1f} 倍）。",
            f"Its words are more like those of {each.subject} ({each.times:.1f} times).",
        )
        for each in suspects
    ]


def faults(drafts: Sequence[ItemDraft]) -> list[Fault]:
    """Repeated texts, and practice and secure texts alike: what keeps the content files from being loaded."""
    known = [draft for draft in drafts if draft.kind in kinds.REGISTRY]
    return [finding.as_fault() for finding in repetitions(known).findings if finding.is_fault]


def warnings(drafts: Sequence[ItemDraft]) -> list[Fault]:
    """Alike items of one use, options of very unequal length: what a person looks at."""
    known = [draft for draft in drafts if draft.kind in kinds.REGISTRY]
    uneven = (each for draft in known for each in options.findings(draft) if each.code == "length_ratio")
    alike = (each for each in repetitions(known).findings if each.code in ("near_duplicate", "cut_short"))
    return [finding.as_fault() for finding in (*uneven, *alike)]


def _matters(one: ItemDraft, other: ItemDraft, pair: Pair) -> bool:
    """Parts of one shared stem may be alike; parts of two ask short questions, each about its own text."""
    if one.code == other.code:
        return False
    if one.stimulus is None or other.stimulus is None:
        return True
    if one.stimulus.code == other.stimulus.code:
        return pair.likeness is Likeness.SAME
    return pair.likeness in (Likeness.SAME, Likeness.NEAR)


def _told(draft: ItemDraft, known: ItemDraft, pair: Pair, *, is_named: bool = True) -> Finding:
    text_zh, text_en = (text.format(code=known.code, share=pair.share) for text in _TOLD[pair.likeness])
    if not is_named:
        text_zh, text_en = _TOLD_UNNAMED[pair.likeness is Likeness.SAME]
    code = CODES[pair.likeness]
    if (
        code in ("near_duplicate", "same_pattern")
        and ItemUse.SECURE in (draft.use, known.use)
        and draft.use != known.use
    ):
        code = "near_duplicate_across"
    return found(draft, "stem", code, text_zh, text_en)
