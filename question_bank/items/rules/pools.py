"""What the items of the bank must be together: codes and texts of their own, balanced keys (ITM-5).

A pool is what one blueprint draws from: a subject's approved items of one use. Faults stop a load; warnings are printed
and a person looks.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from question_bank.items.enums import ItemState
from question_bank.items.rules import texts
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.faults import Fault, Place
from question_bank.items.rules.linting import OPTION_IDS

Pool = tuple[str, str]
CHECKED_FROM = 20  # in a smaller pool shares say nothing
KEY_SHARE = (Decimal("0.20"), Decimal("0.30"))
LONGEST_SHARE = Decimal("0.35")  # chance is 0.25; a pool of 50 reaches 0.36 by chance once in forty times
LENGTH_RATIO = 2
SHORT_OPTION = 5  # characters; below that, one word more is no hint
NEAR_DUPLICATE = 0.6


def faults(drafts: Sequence[ItemDraft]) -> list[Fault]:
    """Repeated codes, repeated texts (also across uses, also nearly), unbalanced pools."""
    found = [*_repeated_codes(drafts), *_duplicates(drafts)]
    for pool, members in sorted(_pools(drafts).items()):
        if len(members) >= CHECKED_FROM:
            found += [*_key_balance(pool, members), *_longest_key(pool, members)]
    return found


def warnings(drafts: Sequence[ItemDraft]) -> list[Fault]:
    """Options of very unequal length; alike items of the same use."""
    return [*_length_ratios(drafts), *_alike(drafts)]


def _repeated_codes(drafts: Sequence[ItemDraft]) -> Iterator[Fault]:
    first: dict[str, Place] = {}
    for draft in drafts:
        where = first.setdefault(draft.code, draft.place("code"))
        if where != draft.place("code"):
            yield _fault(
                draft,
                "code",
                "code_repeated",
                f"代碼已用於 {where.file}:{where.line}；請換新代碼。",
                f"The code is used at {where.file}:{where.line} already; take a new one.",
            )


def _duplicates(drafts: Sequence[ItemDraft]) -> Iterator[Fault]:
    for one, other, share in _similar_pairs(drafts):
        if share == 1 or one.use != other.use:
            yield _fault(
                other,
                "stem",
                "duplicate",
                f"與 {one.code} 文字重複（相似度 {share:.0%}）；練習題與保密題不得相同，請改寫。",
                f"Repeats {one.code} ({share:.0%} alike); practice and secure texts are never the same: rewrite it.",
            )


def _alike(drafts: Sequence[ItemDraft]) -> Iterator[Fault]:
    for one, other, share in _similar_pairs(drafts):
        if share < 1 and one.use == other.use:
            yield _fault(
                other,
                "stem",
                "alike",
                f"與 {one.code} 相似（{share:.0%}）；請確認不是同一題。",
                f"Much like {one.code} ({share:.0%}); make sure it is another question.",
            )


def _similar_pairs(drafts: Sequence[ItemDraft]) -> Iterator[tuple[ItemDraft, ItemDraft, float]]:
    with_grams = [(draft, texts.grams(_whole(draft))) for draft in drafts]
    for (one, grams), (other, other_grams) in combinations(with_grams, 2):
        share = texts.similarity(grams, other_grams)
        if share >= NEAR_DUPLICATE and one.code != other.code:
            yield one, other, share


def _whole(draft: ItemDraft) -> str:
    """Stem and options; sorted, because the same item with its options in another order is the same item."""
    return draft.stem + "".join(sorted(text for _, text in draft.options))


def _key_balance(pool: Pool, members: Sequence[ItemDraft]) -> Iterator[Fault]:
    counts = Counter(option_id for draft in members for option_id in draft.right)
    low, high = KEY_SHARE
    for option_id in OPTION_IDS:
        share = Decimal(counts[option_id]) / len(members)
        if not low <= share <= high:
            yield _pool_fault(
                pool,
                "key_balance",
                f"正解為 {option_id} 的題目占 {share:.0%}，應在 {low:.0%} 至 {high:.0%} 之間；請調換部分題目的選項。",
                f"{share:.0%} of the keys are {option_id}, wanted {low:.0%} to {high:.0%}; reorder some options.",
            )


def _longest_key(pool: Pool, members: Sequence[ItemDraft]) -> Iterator[Fault]:
    share = Decimal(sum(map(_key_is_longest, members))) / len(members)
    if share > LONGEST_SHARE:
        yield _pool_fault(
            pool,
            "key_longest",
            f"{share:.0%} 的題目以最長選項為正解（隨機約 25%）；請縮短正解或補足其他選項。",
            f"In {share:.0%} of the items the longest option is right (chance: 25%); even the lengths out.",
        )


def _key_is_longest(draft: ItemDraft) -> bool:
    own = [len(text) for option_id, text in draft.options if option_id in draft.right]
    others = [len(text) for option_id, text in draft.options if option_id not in draft.right]
    return bool(own and others) and max(own) > max(others)


def _length_ratios(drafts: Iterable[ItemDraft]) -> Iterator[Fault]:
    for draft in drafts:
        lengths = sorted(len(text) for _, text in draft.options)
        if lengths and lengths[-1] > LENGTH_RATIO * max(lengths[0], SHORT_OPTION):
            yield _fault(
                draft,
                "options",
                "length_ratio",
                f"最長選項 {lengths[-1]} 字、最短 {lengths[0]} 字；長短差距可能洩漏答案。",
                f"The longest option has {lengths[-1]} characters, the shortest {lengths[0]}: a hint at the answer.",
            )


def _pools(drafts: Iterable[ItemDraft]) -> dict[Pool, list[ItemDraft]]:
    pools: dict[Pool, list[ItemDraft]] = defaultdict(list)
    for draft in drafts:
        if draft.state == ItemState.APPROVED:
            pools[draft.pool].append(draft)
    return pools


def _fault(draft: ItemDraft, name: str, code: str, text_zh: str, text_en: str) -> Fault:
    return Fault(code, draft.place(name), text_zh, text_en)


def _pool_fault(pool: Pool, code: str, text_zh: str, text_en: str) -> Fault:
    return Fault(code, Place(f"{pool[0]} ({pool[1]})"), text_zh, text_en)
