"""What is wrong with a file or one of its rows, in both languages, with the remedy."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``line`` is the line of the file as editors count it, None when the whole file is meant."""

    code: str
    why_zh: str
    why_en: str
    remedy_zh: str
    remedy_en: str
    line: int | None = None
    column: str = ""

    @property
    def zh(self) -> str:
        """One sentence for people, in Chinese."""
        place = f"第 {self.line} 列" if self.line is not None else "檔案"
        where = f"{place}，欄位 {self.column}" if self.column else place
        return f"{where}：{self.why_zh}{self.remedy_zh}"

    @property
    def en(self) -> str:
        """The same sentence in English."""
        place = f"Line {self.line}" if self.line is not None else "File"
        where = f"{place}, field {self.column}" if self.column else place
        return f"{where}: {self.why_en} {self.remedy_en}"


class Unreadable(ValueError):
    """A file cannot be read as a table at all; ``problem`` says why and what helps."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.zh} / {problem.en}")
        self.problem = problem


def unreadable(code: str, why: tuple[str, str], remedy: tuple[str, str], line: int | None = None) -> Unreadable:
    """An :class:`Unreadable` from its code and (zh, en) pairs."""
    return Unreadable(Problem(code, *why, *remedy, line=line))
