"""Texts survive the way into HTML and back: words as words, and markup with its meaning."""

import html
import re

from django.test import SimpleTestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.core import markdown
from question_bank.formats.rules import html_text
from question_bank.formats.rules.exchange import Image

PROFILE = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
SHA = "ab" * 32
ASSET = f"asset:{SHA}"
IMAGES = {ASSET: "data:image/png;base64,AAAA"}
SPECIAL = st.text(alphabet="*_`~$[]()<>#+-.!\\|{}&;:=^\"'1290ab淨零（）「，：。 ", max_size=40)
ANY = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=40)


def resolved(source: str, alt: str) -> Image | None:
    return Image(SHA, "image/png", b"", 1, 1) if source == f"files/{SHA}.png" else None


def shown(text: str) -> str:
    """What a reader sees of rendered HTML."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<br ?/?>", " ", text)).replace("\u200b", "")).strip()


def without_tags(text: str) -> str:
    return shown(re.sub(r"<[^>]*>", "", text))


def back(source: str, mathematics: str = "tex") -> str:
    written = html_text.from_markdown(source, image_src=lambda sha: f"files/{sha}.png", mathematics=mathematics)  # type: ignore[arg-type]
    return html_text.to_markdown(written, resolve=resolved).text


class Words(SimpleTestCase):
    @PROFILE
    @given(st.one_of(SPECIAL, ANY))
    def test_plain_words_stay_what_they_are(self, text: str) -> None:
        found = html_text.to_markdown(html.escape(text.replace("\\(", "").replace("\\[", "").replace("$$", "")))
        expected = " ".join(text.replace("\\(", "").replace("\\[", "").replace("$$", "").split())
        self.assertEqual(found.losses, ())
        for render in (markdown.render, markdown.render_inline):
            rendered = render(found.text)
            self.assertEqual(without_tags(rendered), expected)
            self.assertEqual(set(re.findall(r"<(\w+)", rendered)) - {"p"}, set())

    @PROFILE
    @given(st.lists(st.tuples(st.sampled_from(["b", "i", "s", "span", "b><i"]), SPECIAL), max_size=5))
    def test_words_within_emphasis_stay_too(self, parts: list[tuple[str, str]]) -> None:
        clean = [(tag, text.replace("\\", "").replace("$", "")) for tag, text in parts]
        source = "".join(f"<{tag}>{html.escape(text)}</{'></'.join(reversed(tag.split('><')))}>" for tag, text in clean)
        found = html_text.to_markdown(source)
        self.assertEqual(
            without_tags(markdown.render(found.text)), " ".join("".join(text for _, text in clean).split())
        )

    @PROFILE
    @given(st.lists(st.lists(SPECIAL, min_size=2, max_size=3), min_size=1, max_size=3))
    def test_cells_of_tables(self, rows: list[list[str]]) -> None:
        clean = [[cell.replace("\\(", "").replace("\\[", "").replace("$$", "") for cell in row] for row in rows]
        width = min(len(row) for row in clean)
        body = "".join(
            "<tr>" + "".join(f"<th>{html.escape(cell)}</th>" for cell in row[:width]) + "</tr>" for row in clean
        )
        rendered = markdown.render(html_text.to_markdown(f"<table>{body}</table>").text)
        found = [without_tags(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", rendered, re.S)]
        self.assertEqual(found, [" ".join(cell.split()) for row in clean for cell in row[:width]])


WORDS = (
    st.text(alphabet="淨零排放碳 abcXYZ019（）。、，", min_size=1, max_size=8)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
FORMULAS = st.sampled_from([r"x^2", r"\frac{a}{b}", r"\text{排放}\times 2", "a_{1}", r"\sqrt{x}", r"5\%", r"\{a\}"])
PIECES = st.one_of(
    WORDS,
    WORDS.map(lambda text: f"**{text}**"),
    WORDS.map(lambda text: f"*{text}*"),
    FORMULAS.map(lambda latex: f"${latex}$"),
    WORDS.map(lambda text: f"![{text}]({ASSET})"),
    st.just("`a*b`"),
    st.just("[法規](<https://law.example/a?b=(c)>)"),
)
LINES = st.lists(PIECES, min_size=1, max_size=4).map(" ".join)
PARAGRAPHS = st.lists(LINES, min_size=1, max_size=2).map("\\\n".join)
LISTS = st.lists(LINES, min_size=1, max_size=3).flatmap(
    lambda lines: st.sampled_from(["- {}", "1. {}"]).map(lambda form: "\n".join(form.format(line) for line in lines))
)
TABLES = st.lists(st.tuples(LINES, LINES), min_size=2, max_size=3).map(
    lambda rows: "\n".join([f"| {rows[0][0]} | {rows[0][1]} |", "|---|---:|", *(f"| {a} | {b} |" for a, b in rows[1:])])
)
BLOCKS = st.one_of(
    PARAGRAPHS, LISTS, TABLES, FORMULAS.map(lambda latex: f"$$\n{latex}\n$$"), st.just("```\na  *b*\n```")
)
TEXTS = st.lists(BLOCKS, min_size=1, max_size=3).map("\n\n".join)


def meaning(source: str) -> str:
    """The rendered page, formulas by their source without its spaces, white space between elements aside."""
    rendered = markdown.render(source, IMAGES)
    rendered = re.sub(
        r'<math[^>]*alttext="([^"]*)".*?</math>', lambda match: f"<f {match[1].replace(' ', '')}>", rendered
    )
    rendered = re.sub(r'<div class="formula-scroll" tabindex="0">(.*?)</div>', r"<p>\1</p>", rendered)
    rendered = re.sub(r"<li>\s*<p>(.*?)</p>", r"<li>\1", rendered, flags=re.S)  # a list's spacing is not its meaning
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", rendered)).strip()


class RoundTrips(SimpleTestCase):
    @PROFILE
    @given(TEXTS)
    def test_markup_keeps_its_meaning(self, source: str) -> None:
        self.assertEqual(meaning(back(source)), meaning(source))

    @PROFILE
    @given(TEXTS)
    def test_a_second_way_changes_nothing(self, source: str) -> None:
        once = back(source)
        self.assertEqual(back(once), once)

    @PROFILE
    @given(FORMULAS)
    def test_formulas_through_mathml_are_drawn_alike(self, latex: str) -> None:
        source = f"甲 ${latex}$ 乙"
        drawn = [
            re.sub(r'alttext="[^"]*"|</?mrow>', "", markdown.render(text)) for text in (source, back(source, "mathml"))
        ]
        self.assertEqual(*drawn)
