"""GIFT's escapes: while a file is taken apart, an escaped sign stands as a sign of its own that means nothing."""

import re

_BASE = 0x10F000  # the last private plane: no text uses it
_SPECIAL = "~=#{}:\\"
_WIDE = dict(zip("～＝＃｛｝：＞－％", "~=#{}:>-%", strict=True))
_ESCAPE = re.compile(r"\\([~=#{}:\\～＝＃｛｝：])")
_NEWLINE = re.compile(r"\\n")
_TEX_NEWLINE = re.compile(r"\\n(?!(?:eq|u|abla|e|ot|otin|atural|mid)(?![A-Za-z]))")
_TEX = re.compile(r"\$\$?[^$\n]{1,2000}\$\$?|\\\([^\n]{1,2000}?\\\)")
_TEX_SIGN = re.compile(r"\\[A-Za-z(]|[_^]\{")
_TAG = re.compile(
    r"</?(?:p|br|b|i|u|s|em|strong|sub|sup|span|div|img|table|t[rdh]|thead|tbody|[uo]l|li|a|h[1-6]|pre|code|font|hr|math|m\w+)"
    r"(?:\s[^<>\n]*)?/?>",
    re.I,
)
_ENTITY = re.compile(r"&(#)(?=[0-9]{1,7};|[xX][0-9A-Fa-f]{1,6};)")
_HIDDEN = re.compile(f"[{chr(_BASE)}-{chr(_BASE + 0xFFF)}]")
_LINE = chr(_BASE + ord("n"))
_WIDE_CODES = {sign: chr(_BASE + 0x800 + place) for place, sign in enumerate(_WIDE)}
_PLAIN = {chr(_BASE + ord(sign)): sign for sign in _SPECIAL + "%->n"} | {
    code: sign for sign, code in _WIDE_CODES.items()
}


def hidden(line: str) -> str:
    """One line with its escapes, its formulas' braces, its tags' and entities' signs out of the way."""
    line = _HIDDEN.sub("", line)
    escapes = _ESCAPE.sub(lambda match: _hide(match[1]), line)
    newline = _TEX_NEWLINE if "$" in line or "\\(" in line else _NEWLINE
    found = newline.sub(_LINE, escapes)
    if "\\" in found or "^{" in found or "_{" in found:
        found = _TEX.sub(lambda match: _hide_all(match[0]) if _TEX_SIGN.search(match[0]) else match[0], found)
    if "<" in found:
        found = _TAG.sub(lambda match: _hide_all(match[0]), found)
    return _ENTITY.sub(lambda match: "&" + _hide("#"), found)


def shown(text: str) -> str:
    """The text that was meant."""
    return _HIDDEN.sub(lambda match: "\n" if match[0] == _LINE else _PLAIN.get(match[0], ""), text)


def narrow(text: str, signs: str) -> str:
    """These full-width signs as the ASCII ones they stand for."""
    return text.translate({ord(sign): _WIDE[sign] for sign in signs})


def hide(text: str, signs: str) -> str:
    """These signs as text, without their meaning."""
    return text.translate({ord(sign): _hide(sign) for sign in signs})


def escaped(text: str) -> str:
    """Text as GIFT writes it on one line."""
    return re.sub(r"([~=#{}:\\])", r"\\\1", text).replace("\n", "\\n")


def _hide(sign: str) -> str:
    return _WIDE_CODES.get(sign) or chr(_BASE + ord(sign))


def _hide_all(text: str) -> str:
    return re.sub(r"[~=#{}:]|->", lambda match: "".join(_hide(sign) for sign in match[0]), text)
