"""Wordings that an item must not use: they leak the answer, or mean nothing once options are shuffled."""

import re

_VERDICT = r"(?:不?是|非|不?對|不?正確|錯誤?|不?可)"
_ALL_OR_NONE = re.compile(
    rf"(?:^|[，。；、：])以上{_VERDICT}|以上(?:皆|均|都|全部?){_VERDICT}|^(?:皆|均|都){_VERDICT}$|(?:all|none) of the above",
    re.IGNORECASE,
)
_LETTER = "[A-DＡ-Ｄ]"
_LETTER_REFERENCE = re.compile(
    rf"選項\s*[（(]?\s*{_LETTER}(?![A-Za-z])"
    rf"|[（(]\s*(?:{_LETTER}|[a-dａ-ｄ])\s*[)）]"
    rf"|(?:答案|正解|解答|故選|應選)\s*(?:應|皆)?(?:為|是)?\s*[:：]?\s*[「（(]?{_LETTER}(?![A-Za-z0-9])"
    rf"|(?<![A-Za-z0-9°]){_LETTER}\s*選項"
    rf"|^{_LETTER}\s*[.．、:：]"
)
_LETTERS_TOGETHER = re.compile(
    r"^(?:選項)?[（(]?[A-HＡ-Ｈ][)）]?(?:\s*(?:[、,，&＆/]|及|和|與|或)?\s*[（(]?[A-HＡ-Ｈ][)）]?)*\s*(?:皆|均|都)?(?:是|對|正確|非|錯)?[。.]?$"
)
_BOLD = re.compile(r"\*\*[^*]+\*\*")
_WHICH = r"(?:何者|哪一?[項個組種類]|哪些)"
_ABOUT = r"(?:敘述|說法|做法|作法|描述|行為|項目|情況|情形|因素|原則)?(?:最|較|並|通常|一般|明顯|應|可能)*"
_NOT = r"(?:不(?!確定|足|良|動產|可抗力)|非(?!營利|政府|能源|自願|再生|洲)|未(?!來))"
_NOT_OF = r"(?:不(?:適用於?|屬於?|包括|包含|是|應|得|需|須|能|可)|非屬?|未(?:包括|包含))"
_NEGATIVE = re.compile(rf"{_WHICH}{_ABOUT}{_NOT}|{_NOT_OF}\s*(?:下列)?{_WHICH}|{_NOT_OF}下列")


def all_or_none(text: str) -> str | None:
    """The “all of the above” (以上皆是, 以上皆非) in a text, if any."""
    return _first(_ALL_OR_NONE, text)


def letter_reference(text: str) -> str | None:
    """A mention of an option by its letter (選項A, (A), 答案為B), if any. 4°C, 附錄E or vitamin C are none."""
    return _first(_LETTER_REFERENCE, text)


def letters_alone(option: str) -> str | None:
    """An option that is nothing but letters of other options (A、C, 選項B及D皆是), if it is."""
    text = option.strip()
    found = _LETTERS_TOGETHER.match(text)
    return text if found and len(re.findall("[A-HＡ-Ｈ]", text)) > 1 else None


def unmarked_negative(stem: str) -> str | None:
    """The question for the exception (何者不…) whose negative word is not bold, if any."""
    return _first(_NEGATIVE, _BOLD.sub("＿", stem))


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text.strip())
    return found[0] if found else None
