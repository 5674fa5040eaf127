"""YAML as plain values that remember their lines, so that a fault can name the place. Only plain data is read."""

from dataclasses import dataclass
from typing import Any

import yaml

Lines = dict[str, int]


@dataclass(frozen=True)
class Entry:
    """A mapping of the file: its values, the line it starts on, the line of each of its fields."""

    values: dict[str, Any]
    line: int
    lines: Lines


class Unreadable(ValueError):
    """The text is not YAML, or not what the format wants at all; ``line`` counts from 1."""

    def __init__(self, line: int, text_zh: str, text_en: str) -> None:
        super().__init__(f"{text_zh} {text_en}")
        self.line = line
        self.text_zh = text_zh
        self.text_en = text_en


def read_list(text: str) -> list[Entry]:
    """A list of mappings. Raises :class:`Unreadable`."""
    root = _compose(text)
    if not isinstance(root, yaml.SequenceNode):
        raise Unreadable(
            1, "檔案內容須為清單（每題以「- code:」開頭）。", "The file must be a list of “- code: …” entries."
        )
    return [_entry(node) for node in root.value]


def read_mapping(text: str) -> Entry:
    """One mapping. Raises :class:`Unreadable`."""
    return _entry(_compose(text))


def _compose(text: str) -> yaml.Node:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not readable"
        raise Unreadable(
            mark.line + 1 if mark else 1,
            f"不是正確的 YAML（{problem}）；請檢查縮排、引號與冒號。",
            f"Not valid YAML ({problem}); check indentation, quotes and colons.",
        ) from None
    if root is None:
        raise Unreadable(1, "檔案是空的。", "The file is empty.")
    return root


def _entry(node: yaml.Node) -> Entry:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise Unreadable(line, "此處須為「欄位: 值」。", "Expected “field: value” here.")
    lines: Lines = {}
    values: dict[str, Any] = {}
    for key, value in node.value:
        name, at = str(key.value), key.start_mark.line + 1
        if name in lines:
            raise Unreadable(at, f"欄位「{name}」重複。", f"The field “{name}” is given twice.")
        lines[name], values[name] = at, _plain(value)
    return Entry(values, line, lines)


def _plain(node: yaml.Node) -> Any:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    except (yaml.YAMLError, ValueError) as error:
        problem = getattr(error, "problem", None) or error
        text_zh, text_en = f"值無法讀取（{problem}）。", f"The value cannot be read ({problem})."
        raise Unreadable(node.start_mark.line + 1, text_zh, text_en) from None
    finally:
        loader.dispose()
