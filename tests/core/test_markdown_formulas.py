"""Formulas and images in texts: what becomes of them, and what nobody can smuggle in by them."""

import base64
import re
import time
from html.parser import HTMLParser

from django.test import SimpleTestCase

from lms.core import markdown

ASSET = "asset:" + "a" * 64
PIXEL = "data:image/png;base64," + base64.b64encode(b"not shown, only named").decode()
IMAGES = {ASSET: PIXEL}
RENDERERS = (markdown.render, markdown.render_inline, markdown.render_print, markdown.render_inline_print)


DRAWING = "data:image/svg+xml;base64,"
ELEMENTS = {"p", "code", "math", "mrow", "mi", "mo", "mn", "mtext", "mstyle", "img"}
ATTRIBUTES = {
    "rspace",
    "mathvariant",
    "xmlns",
    "alttext",
    "class",
    "src",
    "alt",
    "style",
    "stretchy",
    "fence",
    "form",
    "lspace",
}


class Markup(HTMLParser):
    """The elements, attributes and image sources that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.sources: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.sources += [value or "" for name, value in attrs if name == "src"]


class Formulas(SimpleTestCase):
    def test_inline_and_display(self) -> None:
        inline = markdown.render_inline("共 $x^2$ 個")
        self.assertEqual(
            inline,
            '共 <math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x^2">'
            "<mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math> 個",
        )
        block = markdown.render("$$\nx\n$$")
        self.assertEqual(
            block,
            '<div class="formula-scroll" tabindex="0"><math xmlns="http://www.w3.org/1998/Math/MathML" display="block" '
            'alttext="x"><mrow><mi>x</mi></mrow></math></div>\n',
        )

    def test_money_stays_money(self) -> None:
        for text in (
            "US$ 5 及 $10",
            "由 $10 變為 US$ 12",
            "售價 $5 與 $10",
            "$100（約NT$3,000）",
            r"\$x\$",
            "單價 $ 5 $",
            "a $$ b",
        ):
            with self.subTest(text=text):
                self.assertEqual(markdown.render_inline(text), text.replace("\\$", "$"))

    def test_formulas_touch_words_and_ends(self) -> None:
        for text, count in {"$x$ 等於 5": 1, "$a$$b$": 2, "共3$x$元": 1, "前\n$$x$$\n後": 1, "甲 $$y$$ 乙": 1}.items():
            with self.subTest(text=text):
                self.assertEqual(markdown.render(text).count("<math"), count)

    def test_what_is_no_formula_shows_its_source(self) -> None:
        for latex in (r"\frac{", r"\unknown x", r"\newcommand{\a}{\b}", "x" * 2_001, "{" * 41 + "}" * 41):
            with self.subTest(latex=latex[:20]):
                for render in RENDERERS:
                    self.assertIn(f"<code>${latex}$</code>", render(f"${latex}$"))

    def test_only_so_many_formulas(self) -> None:
        html = markdown.render(" ".join(["$x$"] * 201))
        self.assertEqual((html.count("<math"), html.count("<code>$x$</code>")), (200, 1))

    def test_chemistry(self) -> None:
        for latex, words in {
            r"\ce{CO2}": "CO2",
            r"\ce{Ca(OH)2 + CO2 -> CaCO3 + H2O}": "Ca(OH)2+CO2→CaCO3+H2O",
            r"\ce{SO4^2-}": "SO42−",
        }.items():
            with self.subTest(latex=latex):
                self.assertEqual(re.sub("<[^>]*>", "", markdown.render_inline(f"${latex}$")), words)
        self.assertIn("<msub>", markdown.render_inline(r"$\ce{CO2}$"))

    def test_headings_name_formulas(self) -> None:
        self.assertEqual(markdown.headings("## 求 $x$"), [markdown.Heading("section-1", "求 x")])


class Printing(SimpleTestCase):
    def test_formulas_are_drawings_with_their_source(self) -> None:
        html = markdown.render_print(r"公式 $E=\text{活動數據}$")
        self.assertNotIn("<math", html)
        found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)" style="width:', html)
        assert found is not None
        self.assertEqual(found[2], r"E=\text{活動數據}")
        self.assertEqual(base64.b64decode(found[1])[:4], b"<svg")

    def test_chinese_is_drawn_not_boxed(self) -> None:
        """Two characters that the mathematical font lacks differ from each other, and from the box it has for them."""
        drawings = {
            markdown.render_inline_print(f"$\\text{{{sign}}}$").split("base64,")[1].split('"')[0] for sign in "淨零𠮷"
        }
        self.assertEqual(len(drawings), 3)


class Pictures(SimpleTestCase):
    def test_stored_images_are_shown(self) -> None:
        self.assertEqual(
            markdown.render_inline(f"見 ![圖 <1>]({ASSET})", IMAGES),
            f'見 <img class="text-image" src="{PIXEL}" alt="圖 &lt;1&gt;">',
        )

    def test_all_others_are_their_words(self) -> None:
        cases = {
            f"![圖]({ASSET})": {},
            "![圖](https://example.com/x.png)": IMAGES,
            "![圖](data:image/png;base64,AAAA)": IMAGES,
            "![圖](data:text/html;base64,AAAA)": IMAGES,
            f"![圖]({ASSET}0)": {f"{ASSET}0": PIXEL},
            f"![圖]({ASSET} )": {ASSET: "data:text/html;base64,AAAA"},
            f"![圖]( {ASSET})": {ASSET: 'data:image/png;base64,AAAA" onerror="x'},
        }
        for source, images in cases.items():
            with self.subTest(source=source):
                self.assertIn(markdown.render_inline(source, images), ("圖", f"![圖]({source[5:-1]})"))


class Attacks(SimpleTestCase):
    def test_latex_is_no_way_in(self) -> None:
        for latex in (
            r"\text{<script>alert(1)</script>}",
            r"\text{</mtext></math><img src=x onerror=alert(1)>}",
            r"\href{javascript:alert(1)}{x}",
            r"\style{position:fixed}{x}",
            r"\class{x}{y}",
            r"\color{red;background:url(//e)}{x}",
            r"<script>alert(1)</script>",
            r'x" onmouseover="alert(1)',
            r"\mathbin{<svg onload=alert(1)>}",
            r"&lt;script&gt;&#60;script&#62;",
            r"\text{&lt;script&gt;&#x3c;script>}",
            r"\operatorname{onload}",
        ):
            for render in RENDERERS:
                with self.subTest(latex=latex, render=render.__name__):
                    markup = Markup(render(f"${latex}$"))
                    self.assertEqual(markup.elements - ELEMENTS, set())
                    self.assertEqual(markup.attributes - ATTRIBUTES, set())
                    self.assertEqual([source for source in markup.sources if not source.startswith(DRAWING)], [])

    def test_raw_mathml_and_images_are_words(self) -> None:
        source = '<math><mi href="javascript:x">a</mi></math><img src=x onerror=y style="a">'
        for render in RENDERERS:
            html = render(source)
            self.assertNotIn("<math", html)
            self.assertNotIn("<img", html)
            self.assertIn("&lt;math&gt;", html)

    def test_marks_cannot_be_forged(self) -> None:
        """Whatever stands in the source, the only formula is the one that was written."""
        forged = "0123456789abcdef0123456789abcdefn0x n0x \ue000 $x$"
        html = markdown.render(forged)
        self.assertEqual(html.count("<math"), 1)
        self.assertIn("0123456789abcdef0123456789abcdefn0x n0x", html)
        twice = markdown.render(re.sub("[^0-9a-fnx]", "", html)[:90_000] + "$x$")
        self.assertEqual(twice.count("<math"), 1)

    def test_long_and_deep_texts_are_quick(self) -> None:
        for unit in ("$$a\n", "- $$a\n", "![", "**a", "$\\$", "[a](", "$x$ ", "<", ">"):
            source = (unit * markdown.MAX_LENGTH)[: markdown.MAX_LENGTH]
            begun = time.perf_counter()
            markdown.render(source)
            self.assertLess(time.perf_counter() - begun, 20, unit)  # a second or less on an idle machine
