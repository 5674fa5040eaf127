import time

from django.test import SimpleTestCase

from question_bank.formats.rules import xml_safety
from question_bank.formats.rules.exchange import Finding

ENTITIES = "".join(f"<!ENTITY x{n} '{f'&x{n - 1};' * 20}'>" for n in range(1, 10))
BOMB = f"<!DOCTYPE a [<!ENTITY x0 'ha'>{ENTITIES}]><a>&x9;</a>"
QUADRATIC = f"<!DOCTYPE a [<!ENTITY x '{'h' * 50_000}'>]><a>{'&x;' * 50_000}</a>"


class Refused(SimpleTestCase):
    def test_hostile_and_broken_files_are_named_and_cost_nothing(self) -> None:
        table = [
            ("billion laughs", BOMB.encode(), "xml_entities"),
            (
                "billion laughs in UTF-16",
                f'<?xml version="1.0" encoding="UTF-16"?>{BOMB}'.encode("utf-16"),
                "xml_entities",
            ),
            ("quadratic", QUADRATIC.encode(), "xml_entities"),
            ("behind a comment", f"<?xml version='1.0'?><!-- x -->{BOMB}".encode(), "xml_entities"),
            ("external entity", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "xml_entities"),
            ("parameter entity", b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/">%x;]><a/>', "xml_entities"),
            ("external type", b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>', "xml_entities"),
            (
                "UTF-7",
                b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
                "xml_entities",
            ),
            ("100,000 deep", b"<a>" * 100_000 + b"</a>" * 100_000, "xml_depth"),
            ("201 deep", b"<a>" * 201 + b"</a>" * 201, "xml_depth"),
            ("attributes", b"<a " + b" ".join(b'a%d=""' % n for n in range(60_000)) + b"/>", "xml_crowded"),
            ("a page", b"<!DOCTYPE html><html><body>Sign in</body></html>", "html_page"),
            ("a page without type", b"\n<html lang='en'><body/></html>", "html_page"),
            ("unclosed", b"<a>\n<b>\n</a>", "xml_malformed"),
            ("control sign", b"<a>\x0b</a>", "xml_malformed"),
            ("open comments", b"<!--" * 200_000, "xml_entities"),
            ("nothing", b" \n", "empty"),
        ]
        for name, data, code in table:
            with self.subTest(name):
                start = time.monotonic()
                found = xml_safety.parse(data)
                self.assertIsInstance(found, Finding)
                self.assertEqual(found.code, code)
                self.assertLess(time.monotonic() - start, 1)

    def test_more_elements_than_any_bank_has(self) -> None:
        found = xml_safety.parse(b"<a>" + b"<b/>" * xml_safety.MAX_ELEMENTS + b"</a>")
        self.assertIsInstance(found, Finding)
        self.assertEqual(found.code, "xml_crowded")

    def test_the_line_of_a_fault_is_named(self) -> None:
        self.assertEqual(xml_safety.parse(b"<a>\n<b>\n</a>").where, "line 3")
        self.assertEqual(xml_safety.parse(b"\n\n<a>\n<b>\n</a>", "items/q1.xml").where, "items/q1.xml, line 5")


class Read(SimpleTestCase):
    def test_sound_files_are_read(self) -> None:
        table = [
            ("plain", b"<a>x</a>", "x"),
            ("blank lines first", b"\n\n<?xml version='1.0'?><a>x</a>", "x"),
            ("byte order mark", "\ufeff<a>é</a>".encode(), "é"),
            ("UTF-16", '<?xml version="1.0" encoding="UTF-16"?><a>淨零</a>'.encode("utf-16"), "淨零"),
            ("Big5", '<?xml version="1.0" encoding="big5"?><a>淨零</a>'.encode("big5"), "淨零"),
            ("names of HTML", b"<a>1&nbsp;&lt;&eacute;</a>", "1\xa0<é"),
            ("a type within CDATA", b"<a><![CDATA[<!DOCTYPE html>]]></a>", "<!DOCTYPE html>"),
            ("200 deep", b"<a>" * 200 + b"x" + b"</a>" * 200, "x"),
        ]
        for name, data, text in table:
            with self.subTest(name):
                self.assertEqual("".join(xml_safety.parse(data).itertext()), text)
