"""One assessment item while it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from question_bank.formats.rules.qti import declarations, processing
from question_bank.formats.rules.qti.declarations import Declaration
from question_bank.formats.rules.qti.processing import Processing
from question_bank.formats.rules.qti.texts import Texts
from question_bank.formats.rules.verdicts import Fault
from question_bank.formats.rules.xml_safety import Element

Content = dict[str, Any]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OWN_ANSWER, OWN_UNIT = "greenstep-answer", "greenstep-unit"


@dataclass
class Item:
    """The element, a body from which answered places are taken out, its texts and declarations."""

    root: Element
    body: Element
    texts: Texts
    declared: Mapping[str, Declaration] = field(default_factory=dict)

    def declaration(self, interaction: Element) -> Declaration:
        """The response variable of an interaction. Raises :class:`Fault` if it is not declared."""
        name = (interaction.get("responseIdentifier") or "RESPONSE").strip()
        if name not in self.declared:
            raise Fault(
                "undeclared",
                (f"作答變數「{name}」沒有宣告。", f"The response variable “{name}” is not declared."),
                ("請補上 responseDeclaration。", "Add its responseDeclaration."),
            )
        return self.declared[name]

    def processing(self, declaration: Declaration) -> Processing:
        """How the response is marked; what of it is lost is noted."""
        found = processing.read(self.root, declaration.identifier)
        if found.unfamiliar:
            named = ", ".join(found.strange)[:80]
            self.texts.lose(
                "processing",
                f"自訂的計分規則沒有匯入（{named}），只取正解，請核對。",
                f"Scoring rules of its own are lost ({named}); only the key was taken, check it.",
            )
        if found.partial:
            self.texts.lose("partial", "部分給分沒有匯入；由試卷藍圖決定。", "Part scores are the blueprint's to set.")
        return found


def declared(root: Element) -> Mapping[str, Declaration]:
    """The response variables of an item."""
    return declarations.read(root)


def no_key(name: str = "") -> Fault:
    """The item does not say what is right."""
    shown = f"（{name}）" if name else ""
    return Fault(
        "no_key",
        (f"題目沒有正解{shown}。", f"The item gives no right answer{f' ({name})' if name else ''}."),
        ("請補上 correctResponse 或 mapping 後再匯入。", "Add a correctResponse or a mapping."),
    )


def lettered(choices: list[Element]) -> dict[str, str]:
    """Our ids by the identifiers of choices. Raises :class:`Fault`."""
    if len(choices) > len(LETTERS):
        raise Fault(
            "many_options",
            (f"選項超過 {len(LETTERS)} 個。", f"There are more than {len(LETTERS)} options."),
            ("請刪減選項。", "Remove some options."),
        )
    return dict(zip(distinct(choices, ""), LETTERS, strict=False))


def distinct(choices: Sequence[Element], prefix: str) -> dict[str, str]:
    """Numbered ids by the identifiers of choices. Raises :class:`Fault` for repeated or missing ones."""
    names = [(each.get("identifier") or "").strip() for each in choices]
    if len(set(names)) < len(names) or not all(names):
        raise Fault(
            "identifiers",
            ("選項的 identifier 重複或缺漏。", "Identifiers of options are repeated or missing."),
            ("請給每個選項不同的 identifier。", "Give each option its own."),
        )
    return {name: f"{prefix}{place}" for place, name in enumerate(names, start=1)}


def known(identifier: str, ids: Mapping[str, str]) -> str:
    """Our id of a choice named in the key. Raises :class:`Fault`."""
    if identifier not in ids:
        raise Fault(
            "key_unknown",
            (f"正解「{identifier[:40]}」不是任何選項。", f"The key names “{identifier[:40]}”, which is no option."),
            ("請修正 correctResponse 或 mapping。", "Mend the correctResponse or mapping."),
        )
    return ids[identifier]


def pinned(interaction: Element, choices: list[Element], options: list[Content]) -> list[Content]:
    """The options, with those kept in place that the interaction does not shuffle."""
    shuffle = interaction.get("shuffle")
    if shuffle is None:
        return options
    still = shuffle.strip().lower() not in ("true", "1")
    fixed = [still or (each.get("fixed") or "").lower() in ("true", "1") for each in choices]
    return [{**option, "pinned": True} if keep else option for option, keep in zip(options, fixed, strict=True)]
