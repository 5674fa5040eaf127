"""The categories of Moodle, in GIFT and in Moodle XML."""

import re

_SLASH = re.compile(r"(?<!/)/(?!/)")


def path(written: str) -> str:
    """``$course$/top/淨零/盤查`` is ``淨零/盤查``; Moodle writes a slash within a name twice."""
    parts = [part.strip() for part in _SLASH.split(written.strip())]
    if parts and re.fullmatch(r"\$\w+\$", parts[0]):
        parts = parts[1:]
    return "/".join(parts[1:] if parts[:1] == ["top"] else parts)
