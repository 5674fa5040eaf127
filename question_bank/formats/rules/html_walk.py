"""A walk through the HTML of other systems that writes the Markdown of ours; whatever cannot be carried is reported."""

import re
from typing import Any, Final

from question_bank.formats.rules import escapes, html_elements, html_tables, images, mathml, scripts
from question_bank.formats.rules.html_blocks import Blocks
from question_bank.formats.rules.html_elements import local_name
from question_bank.formats.rules.inline_text import Piece

_SCHEMES: Final = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


class Walk(Blocks):
    """Writes the blocks below one element; cells and list items get walks of their own."""

    def inside(self, element: Any) -> None:
        """The text and children of an element."""
        self.words(element.text)
        for child in element:
            self.element(child)
            self.words(child.tail)

    def element(self, element: Any) -> None:
        name = local_name(element)
        self._depth += 1
        if self._depth > html_elements.MAX_DEPTH:
            self.context.lose(
                "too_deep",
                "內容巢狀過深，其格式沒有保留，文字可能不完整。",
                "Too deeply nested: its format is lost, words may be.",
            )
            self.words("".join(element.itertext()))
        elif name and name not in html_elements.SILENT:
            self._dispatch(name, element)
        self._depth -= 1

    def _dispatch(self, name: str, element: Any) -> None:
        special = getattr(self, f"tag_{name}", None)
        if special is not None:
            special(element)
        elif name in html_elements.MARKS:
            with self.marked(html_elements.MARKS[name]):
                self.inside(element)
        elif name in html_elements.HEADINGS:
            self._heading(element, html_elements.HEADINGS[name])
        elif name in html_elements.ACTIVE:
            self._active(name, element)
        elif name in html_elements.BLOCKS:
            if name == "form":
                self.context.lose("element_form", "表單已移除，只保留文字。", "A form was removed; its words are kept.")
            self.flush()
            self._styled(element)
            self.flush()
        else:
            self._styled(element)

    def _styled(self, element: Any) -> None:
        """The inside of an element in the emphasis that its style attribute asks for."""
        style = re.sub(r"\s+", "", element.get("style", "")).lower()
        marks = []
        if re.search(r"font-weight:(?:bold|[6-9]00)", style):
            marks.append("strong")
        if "font-style:italic" in style:
            marks.append("em")
        if re.search(r"text-decoration[a-z-]*:[^;]*line-through", style):
            marks.append("strike")
        if re.search(r"text-decoration[a-z-]*:[^;]*underline", style):
            return self.tag_u(element)
        vertical = re.search(r"vertical-align:(sub|super)", style)
        if vertical:
            return self._script(element, "_" if vertical[1] == "sub" else "^")
        self._note_colour(style)
        self._within(element, marks)
        return None

    def _within(self, element: Any, marks: list[str]) -> None:
        if not marks:
            return self.inside(element)
        with self.marked(marks[0]):
            return self._within(element, marks[1:])

    def _note_colour(self, style: str) -> None:
        match = re.search(r"(?:^|;)(?:background(?:-color)?|color):([^;]+)", style)
        plain = r"(?:rgba?\(0,0,0|#0{3,6}\b|black|inherit|initial|transparent|windowtext|white|#fff|rgb\(255,255,255|none|var\()"
        if match and not re.match(plain, match[1]):
            self.context.lose("colour", "文字顏色沒有保留。", "Colours of words are not kept.")

    def tag_u(self, element: Any) -> None:
        if not "".join(element.itertext()).strip() and not list(element):
            self.words("＿＿＿＿" if element.text else "")  # an underlined gap is a blank to fill in
            return
        self.context.lose("underline", "底線改以粗體表示。", "Underlined words became bold.")
        with self.marked("strong"):
            self.inside(element)

    tag_ins = tag_u

    def tag_mark(self, element: Any) -> None:
        self.context.lose("highlight", "螢光標記改以粗體表示。", "Highlighted words became bold.")
        with self.marked("strong"):
            self.inside(element)

    def tag_q(self, element: Any) -> None:
        self.words("「")
        self.inside(element)
        self.words("」")

    def tag_br(self, element: Any) -> None:
        if self._cell:
            self._pieces.append(Piece("words", " "))
            self.context.lose("cell_break", "儲存格內的換行改為空白。", "Line breaks within cells became spaces.")
            return
        before = [piece for piece in self._pieces[-2:] if piece.value.strip() or piece.kind == "break"]
        if before and before[-1].kind == "break" and not self.context.inline:
            self.flush()
        else:
            self._pieces.append(Piece("break"))

    def _heading(self, element: Any, prefix: str) -> None:
        self.flush()
        if self.context.inline or self._cell:
            with self.marked("strong"):
                self.inside(element)
            return self.flush()
        self.inside(element)
        return self.flush(f"{prefix} ")

    def tag_hr(self, element: Any) -> None:
        self.add("other", "" if self.context.inline or self._cell else "---")

    def tag_sub(self, element: Any) -> None:
        self._script(element, "_")

    def tag_sup(self, element: Any) -> None:
        self._script(element, "^")

    def _script(self, element: Any, sign: str) -> None:
        """A raised or lowered text: as Unicode where there are such characters, else as a formula."""
        text = re.sub(r"\s+", " ", "".join(element.itertext()))
        if any(local_name(child) in ("img", "math") for child in element.iter()):
            self.context.lose(
                "script",
                "上下標中的圖片或公式改為一般文字。",
                "A picture or formula within a script became plain text.",
            )
            return self.inside(element)
        unicode = scripts.unicode(text.strip(), sign)
        if unicode is not None:
            return self.words(unicode)
        self._pieces.append(Piece("formula", f"{sign}{{{scripts.latex(text.strip())}}}"))
        return None

    def tag_code(self, element: Any) -> None:
        text = re.sub(r"\s+", " ", "".join(element.itertext()))
        self._pieces.append(Piece("made", escapes.code(text)))

    tag_tt = tag_kbd = tag_samp = tag_code

    def tag_pre(self, element: Any) -> None:
        text = _lines(element).replace("\r\n", "\n").strip("\n")
        if self._cell or self.context.inline:
            if "\n" in text:
                self.context.lose("code_lines", "程式碼的換行改為空白。", "Line breaks of code became spaces.")
            self._pieces.append(Piece("made", escapes.code(re.sub(r"\s+", " ", text))))
        elif text.strip():
            self.add("other", escapes.fenced(text))

    tag_listing = tag_xmp = tag_plaintext = tag_pre

    def tag_blockquote(self, element: Any) -> None:
        if self.context.inline or self._cell:
            self.flush()
            self.inside(element)
            return self.flush()
        inner = Walk(self.context, depth=self._depth)
        inner.inside(element)
        text = inner.markdown()
        return self.add("other", "\n".join(f"> {line}".rstrip() for line in text.split("\n")) if text else "")

    def tag_a(self, element: Any) -> None:
        target = re.sub(r"[\s<>\\]", lambda match: f"%{ord(match[0]):02X}", (element.get("href") or "").strip())
        if not element.get("href") or target.startswith("#"):
            return self.inside(element)
        if not _SCHEMES.match(target):
            self.context.lose(
                "link",
                f"連結 {target[:80]} 已移除，只保留文字。",
                f"The link {target[:80]} was removed; its words are kept.",
            )
            return self.inside(element)
        said = re.sub(r"\s+", " ", "".join(element.itertext()))
        text = said.strip()
        if (
            any(local_name(child) in ("img", "math", "table", "ul", "ol", "p", "div") for child in element.iter())
            or not text
        ):
            self.inside(element)
            return self.words(f"（{target}）")
        self.words(" " if said.startswith(" ") else "")
        self._pieces.append(Piece("made", f"[{escapes.label(text)}](<{target}>)"))
        return self.words(" " if said.endswith(" ") else "")

    def tag_img(self, element: Any) -> None:
        alt = re.sub(r"\s+", " ", element.get("alt") or "").strip()
        self.image((element.get("src") or "").strip(), alt)

    def tag_svg(self, element: Any) -> None:
        from lxml import etree

        from question_bank.formats.rules import svg_inline

        alt = " ".join(child.text.strip() for child in element if local_name(child) == "title" and child.text)
        try:
            found = images.examined(svg_inline.document(etree.tostring(element, encoding="utf-8", with_tail=False)))
        except images.Unusable as error:
            self._missing(alt, error.zh, error.en)
            return
        self.keep(found, alt)

    def tag_math(self, element: Any) -> None:
        latex, losses = mathml.to_latex(element)
        for loss in losses:
            self.context.lose(*loss)
        display = mathml.is_display(element) and not self._cell and not self.context.inline
        if latex:
            self._pieces.append(Piece("display" if display else "formula", latex))

    def tag_ruby(self, element: Any) -> None:
        """The base text, each reading in brackets after it."""
        self.words(element.text)
        for child in element:
            if local_name(child) in ("rt", "rtc"):
                reading = "".join(child.itertext()).strip()
                self.words(f"（{reading}）" if reading else "")
            else:
                self.element(child)
            self.words(child.tail)
        self.context.lose("ruby", "注音或拼音改寫在括號內。", "Readings beside characters became text in brackets.")

    def tag_rb(self, element: Any) -> None:
        self.inside(element)

    def tag_abbr(self, element: Any) -> None:
        self.inside(element)
        title = (element.get("title") or "").strip()
        self.words(f"（{title}）" if title else "")

    tag_acronym = tag_abbr

    def tag_ul(self, element: Any) -> None:
        self._list(element, ordered=False)

    tag_menu = tag_dir = tag_ul

    def tag_ol(self, element: Any) -> None:
        style = element.get("type", "") or "".join(
            re.findall(r"list-style(?:-type)?:\s*([a-z-]+)", element.get("style", ""))
        )
        if style not in ("", "1", "decimal"):
            self.context.lose(
                "list_style", "清單編號樣式改為 1、2、3。", "The numbering style of a list became 1, 2, 3."
            )
        self._list(element, ordered=True)

    def _list(self, element: Any, *, ordered: bool) -> None:
        start = element.get("start", "1").strip() if ordered else "1"
        number = int(start) if re.fullmatch(r"\d{1,8}", start) else 1
        items = []
        for child in element:
            if not local_name(child):
                continue
            walk = Walk(self.context, cell=self._cell, depth=self._depth)
            if local_name(child) == "li":
                walk.inside(child)
            else:
                walk.element(child)
            walk.words(child.tail)
            items.append(walk)
        if self._cell or self.context.inline:
            return self._flat_list(items, number if ordered else None)
        marker = self._list_marker(ordered)
        texts = []
        for walk in items:
            prefix = f"{number}{marker} " if ordered else f"{marker} "
            number += 1
            texts.append(walk.item(prefix))
        tight = all(walk.is_tight() for walk in items)
        return self.add("list", ("\n" if tight else "\n\n").join(text for text in texts if text))

    def _list_marker(self, ordered: bool) -> str:
        """A list right after a list takes another sign, else both would be one."""
        self.flush()
        signs = (".", ")") if ordered else ("-", "*")
        last = self.blocks[-1] if self.blocks else None
        used = re.match(r"(?:\d+([.)])|([-*])) ?", last.text) if last and last.kind == "list" else None
        return signs[1] if used and signs[0] in (used[1], used[2]) else signs[0]

    def _flat_list(self, items: list["Walk"], number: int | None) -> None:
        """A list where only one line is: its items as lines (in a cell, as words) with their sign."""
        self.context.lose("list", "清單改寫為文字。", "A list became plain lines.")
        for walk in items:
            self.flush()
            self.words("• " if number is None else f"{number}. ")
            number = None if number is None else number + 1
            self._pieces.append(Piece("made", walk.markdown().replace("\n\n", " ")))
        self.flush()

    def tag_table(self, element: Any) -> None:
        self.flush()
        if self._cell or self.context.inline:
            self.context.lose("table", "表格改寫為文字。", "A table became plain words.")
            for row in html_tables.rows(element):
                for cell in row:
                    self.inside(cell)
                    self.words("　")
                self.flush()
            return
        for caption in (child for child in element if local_name(child) == "caption"):
            with self.marked("strong"):
                self.inside(caption)
            self.flush()
        table = html_tables.grid(element)
        for loss in table.losses:
            self.context.lose(*loss)
        self.add("table", html_tables.written(table, self._cell_text))

    def _cell_text(self, cell: Any) -> str:
        walk = Walk(self.context, cell=True, depth=self._depth)
        walk.inside(cell)
        walk.flush()
        if len(walk.blocks) > 1:
            self.context.lose("cell_blocks", "儲存格內的段落合併為一行。", "Paragraphs within a cell became one line.")
        return " ".join(block.text for block in walk.blocks).replace("\\\n", " ").replace("\n", " ")

    def _active(self, name: str, element: Any) -> None:
        zh, en = html_elements.ACTIVE[name]
        source = (element.get("src") or element.get("data") or "")[:80]
        extra = f" {source}" if source and source[:5].lower() != "data:" else ""
        self.context.lose(
            f"element_{name}", f"{zh}{extra} 無法帶入，已移除。", f"A {en}{extra} cannot be carried and was removed."
        )
        if name == "input" and element.get("type", "text") in ("text", "number", ""):
            self.words("＿＿＿＿")
        elif name == "select":
            choices = [" ".join("".join(option.itertext()).split()) for option in element.iter("option")]
            self.words(f"＿＿＿＿（{'／'.join(choices)}）")
        elif name in html_elements.KEEPS_TEXT:
            self.inside(element)


def _lines(element: Any) -> str:
    """The text of preformatted lines, breaks as newlines."""
    for child in list(element.iter()):
        if local_name(child) == "br":
            child.tail = "\n" + (child.tail or "")
    return "".join(element.itertext())
