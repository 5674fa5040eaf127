"""What Markdown may become, and what it never becomes."""

from django.test import SimpleTestCase

from lms.core import markdown


class Rendering(SimpleTestCase):
    def test_blocks(self) -> None:
        cases = {
            "**重點**": "<p><strong>重點</strong></p>\n",
            "- 一\n- 二": "<ul>\n<li>一</li>\n<li>二</li>\n</ul>\n",
            "## 標題": '<h2 id="section-1">標題</h2>\n',
        }
        for source, html in cases.items():
            with self.subTest(source=source):
                self.assertEqual(markdown.render(source), html)

    def test_links_are_safe(self) -> None:
        html = markdown.render("[法規](https://law.moj.gov.tw/)")
        expected = '<p><a href="https://law.moj.gov.tw/" rel="noopener noreferrer nofollow">法規</a></p>\n'
        self.assertEqual(html, expected)

    def test_tables_scroll_and_align_without_style_attributes(self) -> None:
        html = markdown.render("| 項 | 量 |\n|---|---:|\n| 電 | 5 |")
        self.assertIn('<div class="table-scroll" tabindex="0"><table>', html.replace("\n", ""))
        self.assertIn('<th scope="col">項</th>', html)
        self.assertIn('<td class="num">5</td>', html)
        self.assertNotIn("style", html)

    def test_nothing_executable_survives(self) -> None:
        attacks = (
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "![x](https://example.com/x.png)",
            '<a href="#" onclick="alert(1)">x</a>',
            "<svg onload=alert(1)>",
        )
        for attack in attacks:
            with self.subTest(attack=attack):
                for html in (markdown.render(attack), markdown.render_inline(attack)):
                    for forbidden in ("<script", 'href="javascript', 'href="data', "<img", "<svg", '<a href="#"'):
                        self.assertNotIn(forbidden, html)

    def test_inline_keeps_emphasis_only(self) -> None:
        html = markdown.render_inline("何者**不**是 `x` [y](https://a.example)")
        self.assertEqual(html, "何者<strong>不</strong>是 <code>x</code> y")

    def test_headings_name_the_rendered_anchors(self) -> None:
        source = "## 一\n\n### 一之一\n\n## 二"
        self.assertEqual(
            markdown.headings(source), [markdown.Heading("section-1", "一"), markdown.Heading("section-3", "二")]
        )
        self.assertIn('<h2 id="section-3">二</h2>', markdown.render(source))

    def test_too_long(self) -> None:
        for render in (markdown.render, markdown.render_inline):
            with self.assertRaises(markdown.TooLong):
                render("x" * (markdown.MAX_LENGTH + 1))
