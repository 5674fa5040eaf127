"""What the items of a pool must be together: codes of their own, balanced keys (ITM-5).

A pool is what one blueprint draws from: a subject's items of one use. Texts that repeat each other are found by
``question_bank.items.analysis.banks``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from question_bank.items.enums import ItemKind, ItemState
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.faults import Fault, Place
from question_bank.items.rules.findings import Finding, Severity
from question_bank.items.rules.kinds.choices import FALSE, TRUE
from question_bank.items.rules.linting import options
from question_bank.items.rules.linting.catalogue import check

Pool = tuple[str, str]
CHECKED_FROM = 20  # in a smaller pool shares say nothing
KEY_SHARE = (Fraction(20, 100), Fraction(30, 100))  # of four options
LONGEST_SHARE = Fraction(35, 100)  # of four; chance is 0.25, a pool of 50 reaches 0.36 by chance once in forty times
TRUE_SHARE = (Fraction(35, 100), Fraction(65, 100))
BEYOND_CHANCE = 3  # standard deviations: what happens by itself once in four hundred pools
FOUR = 4


@dataclass(frozen=True)
class Figures:
    """What one pool's keys look like, over single-choice items with the same number of options."""

    pool: Pool
    items: int
    options: int
    choices: int  # items with that number of options
    keys: Mapping[str, int]
    longest: int  # of them, how often the longest option is right
    statements: int  # true-or-false items
    true: int

    @property
    def chance(self) -> Fraction:
        """The share of each option if keys were spread evenly."""
        return Fraction(1, self.options or 1)

    @property
    def key_shares(self) -> dict[str, Fraction]:
        """The share of each option among the keys."""
        return {option_id: Fraction(count, self.choices) for option_id, count in self.keys.items()}

    @property
    def longest_share(self) -> Fraction:
        """How often the longest option is right."""
        return Fraction(self.longest, self.choices or 1)


def figures(drafts: Iterable[ItemDraft], *, states: frozenset[str]) -> list[Figures]:
    """One row for each pool with items in these states, by subject and use."""
    pools: dict[Pool, list[ItemDraft]] = defaultdict(list)
    for draft in drafts:
        if draft.state in states:
            pools[draft.pool].append(draft)
    return [_figures(pool, members) for pool, members in sorted(pools.items())]


def findings(found: Iterable[Figures]) -> list[Finding]:
    """Unbalanced keys of pools large enough to judge; a fault where chance cannot explain it."""
    return [finding for each in found for finding in (*_key_balance(each), *_true_share(each), *_longest_key(each))]


def faults(drafts: Sequence[ItemDraft]) -> list[Fault]:
    """Repeated codes, unbalanced pools: what keeps the content files from being loaded."""
    balance = findings(figures(drafts, states=frozenset({ItemState.APPROVED.value})))
    return [*_repeated_codes(drafts), *(finding.as_fault() for finding in balance)]


def _figures(pool: Pool, members: Sequence[ItemDraft]) -> Figures:
    single = [draft for draft in members if draft.kind == ItemKind.SINGLE and draft.right]
    usual = Counter(len(draft.options) for draft in single).most_common(1)
    count = usual[0][0] if usual else 0
    alike = [draft for draft in single if len(draft.options) == count]
    names = [option_id for option_id, _ in alike[0].options] if alike else []
    keys = Counter(option_id for draft in alike for option_id in draft.right)
    answers = Counter(draft.key[0][0] for draft in members if draft.kind == ItemKind.TRUE_FALSE and draft.key)
    return Figures(
        pool=pool,
        items=len(members),
        options=count,
        choices=len(alike),
        keys={name: keys[name] for name in [*names, *sorted(keys.keys() - set(names))]},
        longest=sum(map(_key_is_longest, alike)),
        statements=answers[TRUE] + answers[FALSE],
        true=answers[TRUE],
    )


def _key_is_longest(draft: ItemDraft) -> bool:
    own = [options.visible_length(text) for option_id, text in draft.options if option_id in draft.right]
    others = [options.visible_length(text) for option_id, text in draft.options if option_id not in draft.right]
    return bool(own and others) and max(own) > max(others)


def _repeated_codes(drafts: Sequence[ItemDraft]) -> Iterator[Fault]:
    first: dict[str, Place] = {}
    for draft in drafts:
        where = first.setdefault(draft.code, draft.place("code"))
        if where != draft.place("code"):
            text_zh = f"代碼已用於 {where.file}:{where.line}；請換新代碼。"
            text_en = f"The code is used at {where.file}:{where.line} already; take a new one."
            yield Fault("code_repeated", draft.place("code"), text_zh, text_en)


def _key_balance(found: Figures) -> Iterator[Finding]:
    if found.choices < CHECKED_FROM:
        return
    low, high = (bound * FOUR * found.chance for bound in KEY_SHARE)
    for option_id, share in found.key_shares.items():
        if not low <= share <= high:
            text_zh = (
                f"正解為 {option_id} 的題目占 {float(share):.0%}，應在 {float(low):.0%} 至 {float(high):.0%} 之間。"
            )
            text_en = f"{float(share):.0%} of the keys are {option_id}, wanted {float(low):.0%} to {float(high):.0%}."
            severity = _severity(share, found.chance, found.choices)
            yield _finding(found.pool, "key_balance", severity, text_zh, text_en)


def _longest_key(found: Figures) -> Iterator[Finding]:
    most = LONGEST_SHARE * FOUR * found.chance
    if found.choices >= CHECKED_FROM and found.longest_share > most:
        share = found.longest_share
        text_zh = f"{float(share):.0%} 的題目以最長選項為正解（隨機約 {float(found.chance):.0%}）。"
        text_en = f"In {float(share):.0%} of the items the longest option is right (chance: {float(found.chance):.0%})."
        yield _finding(found.pool, "key_longest", _severity(share, found.chance, found.choices), text_zh, text_en)


def _true_share(found: Figures) -> Iterator[Finding]:
    low, high = TRUE_SHARE
    share = Fraction(found.true, found.statements or 1)
    if found.statements >= CHECKED_FROM and not low <= share <= high:
        text_zh = f"是非題答案為「是」的占 {float(share):.0%}，應在 {float(low):.0%} 至 {float(high):.0%} 之間。"
        text_en = f"{float(share):.0%} of the statements are true, wanted {float(low):.0%} to {float(high):.0%}."
        severity = _severity(share, Fraction(1, 2), found.statements)
        yield _finding(found.pool, "true_share", severity, text_zh, text_en)


def _severity(share: Fraction, chance: Fraction, count: int) -> Severity:
    far = (share - chance) ** 2 * count > BEYOND_CHANCE**2 * chance * (1 - chance)
    return Severity.FAULT if far else Severity.WARNING


def _finding(pool: Pool, code: str, severity: Severity, text_zh: str, text_en: str) -> Finding:
    known = check(code)
    place = Place(f"{pool[0]} ({pool[1]})")
    return Finding(code, severity, place, text_zh, text_en, known.remedy_zh, known.remedy_en)
