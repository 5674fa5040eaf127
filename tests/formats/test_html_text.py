"""HTML of other systems as our Markdown: what stays, what changes, and that every change is said."""

import base64
import time

from django.test import SimpleTestCase

from lms.core import markdown
from question_bank.formats.rules import html_text, images
from question_bank.formats.rules.exchange import Image

SHA = "c" * 64
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>'


def resolved(source: str, alt: str) -> html_text.ImageResult | None:
    if source == "@@PLUGINFILE@@/bad.png":
        raise images.Unusable("image_unreadable", "圖片已損壞。", "The image is damaged.")
    return Image(SHA, "image/png", b"x", 1, 1) if source == "@@PLUGINFILE@@/a.png" else None


def codes(found: html_text.Converted) -> list[str]:
    return [loss.code for loss in found.losses]


class Reading(SimpleTestCase):
    def assert_reads(self, cases: dict[str, tuple[str, list[str]]], *, inline: bool = False) -> None:
        for source, (text, losses) in cases.items():
            with self.subTest(source=source):
                found = html_text.to_markdown(source, resolve=resolved, inline=inline)
                self.assertEqual((found.text, codes(found)), (text, losses))

    def test_moodle_paragraphs(self) -> None:
        self.assert_reads(
            {
                '<p dir="ltr" style="text-align:left;"><span style="font-size:14px">何者<b>不是</b>&nbsp;CO<sub>2</sub>？<br></span></p>': (
                    "何者**不是** CO₂？",
                    [],
                ),
                "<p>甲</p>\n<p>&nbsp;</p>\n<p>乙<br/>丙</p>": ("甲\n\n乙\\\n丙", []),
                "甲<br><br>乙": ("甲\n\n乙", []),
                "<div><div>甲</div><div>乙</div></div>": ("甲\n\n乙", []),
                "m<sup>2</sup>、10<sup>-3</sup>、x<sub>甲</sub>5": (r"m²、10⁻³、x$_{\text{甲}}5$", []),
                "<strong><strong>甲</strong></strong><b> 乙</b>": ("**甲 乙**", []),
                "<b> 甲 </b>乙": ("**甲** 乙", []),
                "<b>(a)</b>b": ("**(a**)b", []),
                '<span style="font-weight: 700; font-style:italic">甲</span>': ("***甲***", []),
                "<s>舊</s><del>新</del>": ("~~舊新~~", []),
                "<!-- 註 -->甲": ("甲", []),
                "": ("", []),
            }
        )

    def test_markup_signs_stay_words(self) -> None:
        self.assert_reads(
            {
                "1. 不是清單": ("1\\. 不是清單", []),
                "US$ 5": ("US$ 5", []),
                "$5 與 $10": ("\\$5 與 \\$10", []),
                "a*b*c _d_ e_f": ("a\\*b\\*c \\_d\\_ e_f", []),
                "&lt;b&gt; &amp;amp; 3 &lt; 5": ("\\<b> \\&amp; 3 < 5", []),
                "# 題<br>- 乙<br>&gt; 丙": ("\\# 題\\\n\\- 乙\\\n\\> 丙", []),
                "[甲](乙)": ("[甲\\](乙)", []),
                r"C:\目錄\*": (r"C:\目錄\\\*", []),
            }
        )

    def test_formulas(self) -> None:
        self.assert_reads(
            {
                r"面積 \(\pi r^2\) 是": (r"面積 $\pi r^2$ 是", []),
                r"<p>\[E = mc^2\]</p>": ("$$E = mc^2$$", []),
                "<p>$$x$$ 與 $y$</p>": (r"$$x$$ 與 \$y\$", []),
                r"\(未完": (r"\\(未完", []),
                r"\(US\)": ("${US}$", []),
                r"\(a$b\)": (r"$a\$b$", []),
                '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x_1</annotation></semantics></math>': (
                    "$x_1$",
                    [],
                ),
                '<m:math xmlns:m="http://www.w3.org/1998/Math/MathML" display="block"><m:mi>x</m:mi></m:math>': (
                    "$$x$$",
                    [],
                ),
                "<math><mstack><mn>12</mn></mstack></math>": (r"$\text{12}$", ["mathml"]),
            }
        )

    def test_lists_and_quotations(self) -> None:
        self.assert_reads(
            {
                "<ul><li>一<ul><li>二</li></ul></li><li>三</li></ul>": ("- 一\n  - 二\n- 三", []),
                '<ol start="3"><li>甲</li><li>乙</li></ol>': ("3. 甲\n4. 乙", []),
                "<ul><li>甲</li></ul><ul><li>乙</li></ul>": ("- 甲\n\n* 乙", []),
                '<ol type="A"><li>甲</li></ol>': ("1. 甲", ["list_style"]),
                "<ul><li><p>甲</p><p>乙</p></li></ul>": ("- 甲\n\n  乙", []),
                "<blockquote>甲<br>乙</blockquote>": ("> 甲\\\n> 乙", []),
                "<h1>甲 #</h1><h3>乙</h3>": ("## 甲 \\#\n\n### 乙", []),
                "<pre>a\n  ```</pre>": ("````\na\n  ```\n````", []),
                "<code>a`b</code>": ("``a`b``", []),
                "甲<hr>乙": ("甲\n\n---\n\n乙", []),
            }
        )

    def test_tables(self) -> None:
        self.assert_reads(
            {
                "<table><thead><tr><th>項|目</th><th>量</th></tr></thead><tbody><tr><td>甲</td>"
                '<td style="text-align: right">5</td></tr></tbody></table>': (
                    "| 項\\|目 | 量 |\n| --- | ---: |\n| 甲 | 5 |",
                    [],
                ),
                "<table><tr><td>甲</td><td>乙</td></tr></table>": ("| 甲 | 乙 |\n| --- | --- |", ["table_header"]),
                "<table><tr><th colspan=2>甲</th></tr><tr><td rowspan=2>乙</td><td>丙</td></tr><tr><td>丁</td></tr></table>": (
                    "| 甲 |  |\n| --- | --- |\n| 乙 | 丙 |\n|  | 丁 |",
                    ["merged_cells"],
                ),
                "<table><caption>表一</caption><tr><th>甲<p>乙</p></th></tr></table>": (
                    "**表一**\n\n| 甲 乙 |\n| --- |",
                    ["cell_blocks"],
                ),
            }
        )

    def test_images(self) -> None:
        data = base64.b64encode(SVG.encode()).decode()
        sha = images.checked(SVG.encode()).sha256
        self.assert_reads(
            {
                '<img src="@@PLUGINFILE@@/a.png" alt="圖 [1]">': (f"![圖 \\[1\\]](asset:{SHA})", []),
                f'<img src="data:image/svg+xml;base64,{data}" alt="">': (f"![](asset:{sha})", []),
                '<img src="https://a.example/x.png" alt="流程">': ("［流程］", ["image"]),
                '<img src="@@PLUGINFILE@@/bad.png">': ("［圖］", ["image"]),
                '<img src="data:text/html;base64,PHNjcmlwdD4=" alt="x">': ("［x］", ["image"]),
            }
        )
        found = html_text.to_markdown('<img src="@@PLUGINFILE@@/a.png">' * 2, resolve=resolved)
        self.assertEqual(list(found.images), [SHA])

    def test_drawings_within_the_text(self) -> None:
        found = html_text.to_markdown(
            '<svg width="9" height="9" viewBox="0 0 9 9"><title>圓</title><script>x</script><circle r="3"/></svg>'
        )
        (image,) = found.images.values()
        self.assertEqual((found.text, codes(found)), (f"![圓](asset:{image.sha256})", ["svg_reduced"]))
        self.assertIn(b'viewBox="0 0 9 9"', image.content)

    def test_links(self) -> None:
        self.assert_reads(
            {
                '<a href="https://law.example/a(1)">法<b>規</b></a>': ("[法規](<https://law.example/a(1)>)", []),
                '<a href="javascript:alert(1)">甲</a>': ("甲", ["link"]),
                '<a name="x">甲</a>': ("甲", []),
                'see<a href="https://a.example"> the law </a>now': ("see [the law](<https://a.example>) now", []),
            }
        )

    def test_nothing_is_dropped_in_silence(self) -> None:
        for name in ("audio", "video", "iframe", "object", "embed", "script", "style", "canvas", "button", "select"):
            with self.subTest(name=name):
                found = html_text.to_markdown(f'甲<{name} src="a.x">b</{name}>乙')
                self.assertEqual(codes(found), [f"element_{name}"])
                self.assertTrue(found.text.startswith("甲") and found.text.endswith("乙"))
        self.assert_reads(
            {
                "<form>甲<input type=text></form>": ("甲＿＿＿＿", ["element_form", "element_input"]),
                "<u>不</u>是": ("**不**是", ["underline"]),
                "答：<u>&nbsp;&nbsp;&nbsp;</u>": ("答：＿＿＿＿", []),
                "<ruby>漢<rp>(</rp><rt>ㄏㄢˋ</rt><rp>)</rp></ruby>": ("漢（ㄏㄢˋ）", ["ruby"]),
                '<span style="color:red">甲</span>': ("甲", ["colour"]),
                '<span style="color: rgb(0, 0, 0)">甲</span>': ("甲", []),
                "<mark>甲</mark>": ("**甲**", ["highlight"]),
            }
        )

    def test_lines_for_options(self) -> None:
        self.assert_reads(
            {
                "<p>甲</p><p>乙</p>": ("甲\\\n乙", []),
                "<ul><li>甲</li><li>乙</li></ul>": ("• 甲\\\n• 乙", ["list"]),
                r"\[x\]": ("$x$", []),
                "<h2>甲</h2>": ("**甲**", []),
                "<pre>a\nb</pre>": ("`a b`", ["code_lines"]),
            },
            inline=True,
        )

    def test_names_of_elements_are_only_names(self) -> None:
        for name in ("flush", "inside", "list", "dispatch", "context", "x:p", "tag_u", "missing", "math"):
            with self.subTest(name=name):
                self.assertIn("甲", html_text.to_markdown(f"<{name}><flush>甲</flush></{name}>").text)

    def test_hostile_texts_are_quick(self) -> None:
        started = time.perf_counter()
        for source in (
            "<div>" * 50_000,
            "<b>" * 50_000 + "x",
            "<ul><li>" * 5_000,
            "<table><tr><td>" * 5_000,
            "<br>" * 20_000,
            r"\(" * 50_000,
            "<math>" + "<mrow>" * 20_000,
            "<pre>" + "<b>" * 20_000,
            "<b>" + "(" * 20_000 + "</b>x",
            "<table>" + "<tr><td rowspan=9999 colspan=9999>x" * 100,
        ):
            html_text.to_markdown(source)
        self.assertLess(time.perf_counter() - started, 30)


class MathMl(SimpleTestCase):
    def test_presentation_elements(self) -> None:
        cases = {
            "<mfrac><mi>a</mi><mrow><mn>2</mn><mo>+</mo><mi>b</mi></mrow></mfrac>": r"\frac{a}{2+b}",
            "<msqrt><mi>x</mi><mo>×</mo><mi>y</mi></msqrt>": r"\sqrt{x\times y}",
            "<mroot><mi>x</mi><mn>3</mn></mroot>": r"\sqrt[3]{x}",
            "<msub><mi>CO</mi><mn>2</mn></msub>": r"\mathrm{CO}_{2}",
            "<msup><mrow><mi>a</mi><mi>b</mi></mrow><mn>2</mn></msup>": "{ab}^{2}",
            "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>": "x_{i}^{2}",
            "<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover><mi>x</mi>": r"\sum_{i}^{n}x",
            "<mover><mi>x</mi><mo>¯</mo></mover>": r"\overline{x}",
            "<munder><mi>a</mi><mtext>下</mtext></munder>": r"\underset{\text{下}}{a}",
            "<mtext>活動數據</mtext><mo>×</mo><mi>係數</mi>": r"\text{活動數據}\times \text{係數}",
            "<mfenced><mi>a</mi><mi>b</mi></mfenced>": r"\left( a,b \right)",
            "<mfenced open='['close=']'><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable></mfenced>": (
                r"\left[ \begin{matrix} 1 & 2 \end{matrix} \right]"
            ),
            "<mi>sin</mi><mo>&#x2061;</mo><mi>x</mi>": r"\sin x",
            "<mn>5</mn><mo>%</mo><mspace width='1em'/><mi>α</mi>": r"5\%\quad \alpha",
            "<menclose notation='box'><mi>x</mi></menclose>": r"\boxed{x}",
        }
        for source, latex in cases.items():
            with self.subTest(source=source):
                found = html_text.to_markdown(f"<math>{source}</math>")
                self.assertEqual((found.text, codes(found)), (f"${latex}$", []))
                self.assertIn("<math", markdown.render(found.text))


class Writing(SimpleTestCase):
    SOURCE = f'**甲**\\\n乙 $x<1$ ![圖 "1"](asset:{SHA})\n\n$$y$$'

    def test_tex(self) -> None:
        self.assertEqual(
            html_text.from_markdown(
                self.SOURCE, image_src=lambda sha: f"@@PLUGINFILE@@/{sha[:2]}.png", mathematics="tex"
            ),
            "<p><strong>甲</strong><br />\n乙 \\(x&lt;1\\) "
            '<img src="@@PLUGINFILE@@/cc.png" alt="圖 &quot;1&quot;" /></p>\n<p>\\[y\\]</p>',
        )

    def test_mathml_is_well_formed(self) -> None:
        from lxml import etree

        written = html_text.from_markdown(
            self.SOURCE + "\n\n壞 $\\frac{$ & <x>", image_src=lambda sha: f"a&b/{sha}.png"
        )
        root = etree.fromstring(f"<div>{written}</div>")
        self.assertEqual(len(root.findall(".//{http://www.w3.org/1998/Math/MathML}math")), 2)
        self.assertEqual(root.findtext(".//code"), "$\\frac{$")
        self.assertEqual(root.find(".//img").get("src"), f"a&b/{SHA}.png")

    def test_inline(self) -> None:
        self.assertEqual(html_text.from_markdown("1. **甲**", image_src=str, inline=True), "1. <strong>甲</strong>")

    def test_plain_words(self) -> None:
        cases = {
            "**甲** *乙*": ("甲 乙", ["emphasis"]),
            "求 $x^2$": ("求 $x^2$", ["formula"]),
            f"見 ![圖一](asset:{SHA})": ("見 ［圖一］", ["image"]),
            "甲\n\n- 乙\n- 丙": ("甲\n\n• 乙\n• 丙", ["list"]),
            "US\\$ 5 \\* 2": ("US$ 5 * 2", []),
            "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |": ("甲 | 乙\n1 | 2", ["table"]),
            "[法規](https://law.example/)": ("法規（https://law.example/）", ["link"]),
        }
        for source, (text, losses) in cases.items():
            with self.subTest(source=source):
                found, lost = html_text.plain(source)
                self.assertEqual((found, [loss.code for loss in lost]), (text, losses))
