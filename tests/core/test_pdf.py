"""Documents reach nothing of the machine or the network, print rare characters, and refuse what no font has."""

import io
import subprocess
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pikepdf
from django.test import SimpleTestCase, override_settings
from weasyprint import HTML
from weasyprint.urls import URLFetcher

from lms.core import pdf

CANARY = "FILECANARY-7f3a"
SNAPSHOT = {"name": "", "remarks": ["一", "二", "三"], "class_name": "甲班", "serial": "11409", "learner_number": "007"}


def text_of(document: bytes) -> str:
    """The text of a PDF as a reader would copy it."""
    return subprocess.run(["pdftotext", "-", "-"], input=document, capture_output=True, check=True).stdout.decode()


def notice(name: str) -> bytes:
    """A score notice for somebody of this name."""
    context = {"snapshot": SNAPSHOT | {"name": name}}
    return pdf.render(
        template="pdf/score_notice_green.html", context=context, title="測驗成績通知單", language="zh-hant"
    )


class Fetching(SimpleTestCase):
    def attack(self, target: str, fetcher: Any) -> bytes:
        html = f"""<link rel="attachment" href="{target}"><img src="{target}"><object data="{target}"></object>
            <style>@font-face {{ font-family: x; src: url("{target}") }} body {{ background: url("{target}") }}</style>
            <a rel="attachment" href="{target}">here</a>"""
        return bytes(HTML(string=html, base_url=pdf.BASE_URL, url_fetcher=fetcher).write_pdf())

    def embedded(self, document: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(document)) as opened:
            return b"".join(file.get_file().read_bytes() for file in opened.attachments.values())

    def test_a_file_of_the_machine_is_not_read(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            canary = Path(folder) / "secret.txt"
            canary.write_text(CANARY)
            self.assertEqual(self.embedded(self.attack(canary.as_uri(), pdf._fetcher())), b"")
            # Positive control: the library's own fetcher would have taken the file along.
            self.assertIn(CANARY.encode(), self.embedded(self.attack(canary.as_uri(), URLFetcher())))

    def test_nothing_on_the_network_is_asked_for(self) -> None:
        asked: list[str] = []

        class Listener(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Stay silent."""

        with HTTPServer(("127.0.0.1", 0), Listener) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_port}/canary"
            self.attack(address, pdf._fetcher())
            self.assertEqual(asked, [])
            self.attack(address, URLFetcher())  # positive control
            self.assertIn("/canary", asked)
            server.shutdown()

    def test_own_files_are_those_of_the_folder_only(self) -> None:
        fetcher = pdf._fetcher()
        self.assertEqual(fetcher.fetch(pdf.BASE_URL + "document.css").content_type, "text/css")
        for name in ("../css/tokens.css", "..%2fcss%2ftokens.css", "/etc/passwd", "none.css"):
            with self.subTest(name), self.assertRaises(ValueError):
                fetcher.fetch(pdf.BASE_URL + name)


class Rendering(SimpleTestCase):
    def test_markup_in_a_name_is_printed_not_obeyed(self) -> None:
        name = '<img src="file:///etc/passwd"><b>=HYPERLINK("x")</b>'
        self.assertIn(name, text_of(notice(name)).replace("\n", ""))

    def test_rare_characters_are_drawn_by_a_real_font(self) -> None:
        document = notice("王堃𡍼")
        fonts = subprocess.run(["pdffonts", "-"], input=document, capture_output=True, check=True).stdout.decode()
        self.assertIn("王堃𡍼", text_of(document))
        self.assertIn("TW-Sung-Ext-B", fonts)

    def test_documents_are_tagged_titled_and_in_chinese(self) -> None:
        with pikepdf.open(io.BytesIO(notice("測試"))) as opened:
            self.assertEqual(str(opened.Root.Lang), "zh-Hant-TW")
            self.assertTrue(opened.Root.MarkInfo.Marked)
            with opened.open_metadata() as metadata:
                self.assertEqual(metadata["pdfuaid:part"], "1")
                self.assertEqual(metadata["dc:title"], "測驗成績通知單")

    def test_the_same_content_gives_the_same_bytes(self) -> None:
        self.assertEqual(notice("測試"), notice("測試"))

    def test_only_a_demo_is_marked(self) -> None:
        self.assertIn("示範 DEMO", text_of(notice("測試")))
        with override_settings(DEMO=False):
            self.assertNotIn("DEMO", text_of(notice("測試")))


class Glyphs(SimpleTestCase):
    def test_rare_names_can_be_printed(self) -> None:
        self.assertEqual(pdf.missing_glyphs("堃 喆 𡍼 㛢 峯 裏 裡 𨦼 𣇵 㨗 𠮷 﨑‧Nguyễn Thị 葛\U000e0100"), "")

    def test_a_character_without_a_glyph_is_refused_by_name(self) -> None:
        pdf.require_glyphs("王堃𡍼")
        with self.assertRaises(pdf.UnprintableCharacter) as caught:
            pdf.require_glyphs("王小\ue123明", "甲班\ue123")
        self.assertEqual(caught.exception.characters, "\ue123")
        self.assertIn("\ue123", str(caught.exception))
