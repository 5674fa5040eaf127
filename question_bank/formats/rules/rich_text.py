"""The texts of one question: HTML of other systems into our Markdown, with the images it shows and what it loses."""

import hashlib
from collections.abc import Callable

from question_bank.formats.rules import html_text, images
from question_bank.formats.rules.exchange import Image
from question_bank.formats.rules.html_text import ImageResult
from question_bank.formats.rules.images import Checked, Unusable
from question_bank.formats.rules.verdicts import Fault, Notes

Find = Callable[[str], bytes | None]


class Pictures:
    """The images of one question; ``kept`` by SHA-256. ``known`` spares a file to check the same image twice."""

    def __init__(self, notes: Notes, known: dict[str, Checked] | None = None) -> None:
        self.notes = notes
        self.known = {} if known is None else known
        self.kept: dict[str, Image] = {}

    def html(self, source: str, find: Find, *, inline: bool = False) -> str:
        """Markdown of a piece of HTML; ``find`` gives the bytes under an address within the file, None if none."""

        def resolve(address: str, alternative: str) -> ImageResult | None:
            content = find(address)
            return None if content is None else self.checked(content)

        found = html_text.to_markdown(source, resolve=resolve, inline=inline)
        self.kept.update(found.images)
        for loss in found.losses:
            self.notes.lose(loss.code, loss.zh, loss.en)
        return found.text

    def shown(self, content: bytes, alternative: str) -> str:
        """Markdown that shows the image. Raises :class:`Fault` for one that cannot be used."""
        found = self.checked(content)
        for loss in found.losses:
            self.notes.lose(loss.code, loss.zh, loss.en)
        self.kept[found.image.sha256] = found.image
        return f"![{alternative}](asset:{found.image.sha256})"

    def checked(self, content: bytes) -> Checked:
        """The image in these bytes. Raises :class:`Fault` for one that cannot be used."""
        digest = hashlib.sha256(content).hexdigest()
        if digest not in self.known:
            try:
                self.known[digest] = images.examined(content)
            except Unusable as error:
                raise unusable(error) from error
        return self.known[digest]


def unusable(error: Unusable) -> Fault:
    """The fault of a question whose image cannot be used."""
    return Fault(
        error.code,
        (f"題目的圖片無法使用：{error.zh}", f"An image of the question cannot be used: {error.en}"),
        ("請更換圖片後重新匯出。", "Replace the image and export again."),
    )
