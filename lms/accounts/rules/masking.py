"""What of a number or a name may stand in public (TW-8).

One character is one letter as people see it: a rare ideograph beyond the basic plane counts once, and a
variation selector or combining mark belongs to the character before it.
"""

import re
import unicodedata
from collections.abc import Iterable

NUMBER_MASK = "*"
NAME_MASK = "○"
HIDDEN_DIGITS = 4

_COMPOUND = (
    "歐陽 司馬 司徒 司空 上官 諸葛 皇甫 尉遲 公孫 慕容 令狐 長孫 宇文 端木 鍾離 鐘離 獨孤 南宮 聞人 申屠 太史 淳于 "
    "單于 赫連 澹臺 澹台 濮陽 軒轅 呼延 東方 東郭 夏侯 西門 南門 左丘 梁丘 百里 拓跋 公羊 公冶 范姜 張簡 張廖"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())
"""Two-character surnames that stay together when a name is masked."""

SEPARATORS = "‧·•・．"
"""Signs between the parts of an indigenous or transcribed name."""

_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7a3\ue000-\ufaff\U00020000-\U0003ffff\U000f0000-\U0010ffff]")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u200d]")
_WORD_BREAK = re.compile(rf"[\s,{SEPARATORS}\-]+")


def mask_number(number: str) -> str:
    """Hide the last four characters: ``A12345****`` (TW-8). Up to four characters are hidden altogether."""
    shown = number[:-HIDDEN_DIGITS]
    return shown + NUMBER_MASK * (len(number) - len(shown))


def mask_name(name: str) -> str:
    """A person's name fit for the public (TW-8); the number of characters of a Chinese name stays.

    ``王小明`` → ``王○明``; two characters → ``王○``; one → ``○``. Four and more keep the first only, compound
    surnames stay whole, a name in parts (``‧``) keeps its first part. Latin words become initials: ``J. S.``
    """
    words = unicodedata.normalize("NFC", name).split()
    wide = [word for word in words if _WIDE.search(word)]
    latin = [word for word in words if not _WIDE.search(word)]
    masked = [_mask_wide("".join(wide))] if wide else []
    return " ".join([*masked, *_initials(latin)])


def characters(text: str) -> list[str]:
    """The characters of a text as people count them."""
    found: list[str] = []
    for point in text:
        if found and (unicodedata.combining(point) or _SELECTORS.match(point)):
            found[-1] += point
        else:
            found.append(point)
    return found


def _mask_wide(name: str) -> str:
    signs = characters(name.strip(SEPARATORS))
    cut = next((at for at, sign in enumerate(signs) if at and sign in SEPARATORS), None)
    if cut is not None:
        return "".join(signs[:cut]) + _hide(signs[cut:])
    if len(signs) < 2:
        return NAME_MASK
    if "".join(signs[:2]) in COMPOUND_SURNAMES and len(signs) > 2:
        return "".join(signs[:2]) + _hide(signs[2:])
    if len(signs) == 3:
        return signs[0] + NAME_MASK + signs[2]
    return signs[0] + _hide(signs[1:])


def _hide(signs: Iterable[str]) -> str:
    return "".join(sign if sign in SEPARATORS else NAME_MASK for sign in signs)


def _initials(words: Iterable[str]) -> list[str]:
    parts = (part for word in words for part in _WORD_BREAK.split(word) if part)
    return [f"{_initial(part)}." for part in parts if _initial(part)]


def _initial(word: str) -> str:
    return next((sign.upper() for sign in characters(word) if sign[0].isalpha()), "")
