import io
import zipfile

from django.test import SimpleTestCase
from lxml import etree

from question_bank.formats.rules import qti
from question_bank.formats.rules.exchange import Question, Reading
from tests.formats.exchange import samples

ITEM = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="題" adaptive="false">
{declared}<itemBody>{body}</itemBody>{processing}</assessmentItem>"""
CHOICES = '<simpleChoice identifier="A">甲</simpleChoice><simpleChoice identifier="B">乙</simpleChoice>'
CHOICE = f'<p>問</p><choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">{CHOICES}</choiceInteraction>'
TEMPLATE = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/{}"/>'


def declared(*correct: str, cardinality: str = "single", base: str = "identifier", mapping: str = "") -> str:
    values = "".join(f"<value>{each}</value>" for each in correct)
    right = f"<correctResponse>{values}</correctResponse>" if correct else ""
    head = f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">'
    return f"{head}{right}{mapping}</responseDeclaration>"


def read(declaration: str, body: str = CHOICE, processing: str = TEMPLATE.format("match_correct")) -> Reading:
    made = ITEM.format(declared=declaration, body=body, processing=processing)
    return qti.FORMAT.read(made.encode(), "/tmp/題一.xml")


def one(reading: Reading) -> Question:
    (found,) = reading.questions
    return found


def texts(question: Question, name: str) -> list[str]:
    return [part["text"] for part in question.body[name]]


class Version21(SimpleTestCase):
    """A package of QTI 2.1 with one item for each quirk."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.reading = qti.FORMAT.read(samples.package("qti21"), "qti21.zip")
        cls.found = {question.reference: question for question in cls.reading.questions}

    def test_everything_is_read_or_reported(self) -> None:
        self.assertEqual(
            {name: str(question.kind) for name, question in self.found.items()},
            {
                "associate": "matching",
                "choice": "single",
                "choice_bounds": "multiple",
                "choice_multiple": "multiple",
                "feedback": "single",
                "gap_match": "matching",
                "inline_choice": "single",
                "inline_choices": "matching",
                "match": "matching",
                "math_ruby_bidi": "single",
                "numerical": "numerical",
                "numerical_relative": "numerical",
                "order": "ordering",
                "scripted": "single",
                "text_entry": "short_text",
                "true_false": "true_false",
            },
        )
        self.assertEqual(
            samples.codes(self.reading),
            {
                "errors": [
                    ("file_missing", "items/gone.xml"),
                    ("xml_malformed", "items/malformed.xml、line 20"),
                    ("html_page", "items/page.xml"),
                    ("no_key", "沒有正解"),
                ],
                "unsupported": [
                    ("adaptive", "調適"),
                    ("composite", "綜合"),
                    ("interaction", "申論"),
                    ("interaction", "點圖"),
                    ("many_to_many", "勾選表"),
                    ("interaction", "自訂互動"),
                    ("template", "樣板"),
                ],
                "losses": [
                    ("associate", "兩兩成對"),
                    ("bounds", "上限"),
                    ("max_choices", "上限"),
                    ("negative", "再生能源"),
                    ("rubric", "逐項回饋"),
                    ("feedback", "逐項回饋"),
                    ("ruby", "公式與注音"),
                    ("link", "夾帶程式"),
                    ("element_script", "夾帶程式"),
                    ("partial", "縮寫"),
                ],
            },
        )

    def test_unsupported_interactions_are_named(self) -> None:
        said = {each.where.partition(" ")[0]: each.why_en for each in self.reading.unsupported}
        for path, name in (("extended_text", "extendedText"), ("hotspot", "hotspot"), ("pci", "custom")):
            with self.subTest(path):
                self.assertEqual(
                    said[f"items/{path}.xml"],
                    f"The interaction {name}Interaction is not supported; the item was left out.",
                )

    def test_an_image_beside_the_folder_of_the_item(self) -> None:
        question = self.found["choice"]
        (sha,) = question.images
        self.assertEqual(question.stem, f"下圖廠房外購電力：\n\n![廠房](asset:{sha})\n\n屬於哪一範疇？")
        self.assertEqual([part.get("pinned", False) for part in question.body["options"]], [False, False, True])
        self.assertEqual((question.key, question.explanation), ([["b"]], "外購電力屬範疇二。"))
        self.assertEqual(question.where, "items/choice.xml “範疇二”")

    def test_gaps(self) -> None:
        self.assertEqual(self.found["inline_choice"].stem, "臺灣的淨零目標年是 ＿＿＿＿ 年。")
        self.assertEqual(self.found["inline_choices"].key, [["r1:t1", "r2:t3"]])
        self.assertEqual(self.found["gap_match"].stem, "> 盤查先定（1）＿＿＿＿，再以活動數據乘上排放（2）＿＿＿＿。")
        self.assertEqual(texts(self.found["gap_match"], "targets"), ["邊界", "係數", "森林"])
        self.assertEqual(self.found["numerical"].stem, "用電 1,000 度、係數 0.5，排放多少公斤？")
        self.assertEqual(self.found["text_entry"].stem, "溫室氣體的英文縮寫是 ＿＿＿＿。")

    def test_keys(self) -> None:
        self.assertEqual(
            {name: self.found[name].key for name in ("match", "order", "associate", "choice_multiple", "true_false")},
            {
                "match": [["r1:t1", "r2:t2", "r3:t1"]],
                "order": [["b", "c", "a"]],
                "associate": [["r1:t2", "r2:t1"]],
                "choice_multiple": [["a", "b"]],
                "true_false": [["true"]],
            },
        )
        self.assertEqual(self.found["numerical"].key, [{"value": "500", "tolerance": "5", "unit": ""}])
        self.assertEqual(self.found["numerical_relative"].key, [{"value": "200", "tolerance": "4", "unit": ""}])
        self.assertEqual(self.found["text_entry"].key, [{"text": "GHG", "exact": True}])

    def test_formulas_ruby_and_direction(self) -> None:
        question = self.found["math_ruby_bidi"]
        self.assertEqual(question.stem, "排放 $\\frac{E}{2}$ 的係（ㄒㄧˋ）數，שלום為何？\n\n選一項")
        self.assertEqual(texts(question, "options"), ["$\\frac{E}{2}$", "二分之一"])

    def test_feedback_stands_under_its_option(self) -> None:
        question = self.found["feedback"]
        self.assertEqual(texts(question, "options"), ["甲烷", "氮氣"])
        self.assertEqual(question.explanation, "「甲烷」：對，暖化潛勢較高。\n\n「氮氣」：不是。")

    def test_scripts_are_taken_out(self) -> None:
        self.assertEqual(self.found["scripted"].stem, "安全嗎？看\n\n選")


class Version22(SimpleTestCase):
    def test_a_test_gives_order_category_and_shared_pages(self) -> None:
        reading = qti.FORMAT.read(samples.package("qti22"), "qti22.zip")
        second, first, word = reading.questions
        self.assertEqual([each.reference for each in reading.questions], ["i2", "i1", "i3"])
        self.assertEqual((second.category, word.category), ("淨零測驗/個案題", "淨零測驗/單題"))
        (sha,) = second.images
        self.assertEqual(
            (second.shared.reference, second.shared.text),
            ("shared/case.html", f"## 青山公司\n\n青山公司有一座廠房與三輛公務車。\n\n![廠區圖](asset:{sha})"),
        )
        self.assertEqual((first.shared, first.part, second.part), (second.shared, 2, 1))
        self.assertEqual((second.stem, word.key), ("公務車屬於？", [{"text": "GHG"}]))
        self.assertEqual(
            samples.codes(reading),
            {"errors": [], "unsupported": [], "losses": [("section_text", "另有文字"), ("partial", "另有文字")]},
        )


class Version30(SimpleTestCase):
    def test_the_names_of_qti_3_and_stimuli(self) -> None:
        reading = qti.FORMAT.read(samples.package("qti30"), "qti30.zip")
        found = {question.reference: question for question in reading.questions}
        first, second = found["stimulus1"], found["stimulus2"]
        (sha,) = first.images
        self.assertEqual(first.shared.text, f"青山公司有一座廠房與三輛公務車。\n\n![廠區圖](asset:{sha})")
        self.assertEqual((first.shared, first.part, second.part), (second.shared, 1, 2))
        self.assertEqual((first.stem, first.key, second.key), ("外購電力屬於？", [["b"]], [["a"]]))
        self.assertEqual(found["match"].key, [["r1:t1", "r2:t2", "r3:t1"]])
        self.assertEqual(found["gap_match"].key, [["r1:t1", "r2:t2"]])
        self.assertEqual(found["order"].key, [["b", "c", "a"]])
        self.assertEqual(found["text_entry"].key, [{"text": "GHG"}, {"text": "GHGs"}])
        self.assertEqual(
            samples.codes(reading),
            {
                "errors": [],
                "unsupported": [("interaction", "滑桿")],
                "losses": [("catalog", "公式"), ("pattern_mask", "縮寫")],
            },
        )

    def test_items_without_a_manifest_are_found(self) -> None:
        item = samples.data("qti30/items/order.xml")
        reading = qti.FORMAT.read(samples.zipped({"deep/down/q1.xml": item, "readme.txt": b"x"}), "x.zip")
        self.assertEqual([each.where for each in reading.questions], ["deep/down/q1.xml “步驟”"])


class Items(SimpleTestCase):
    """Single items: where the key comes from, and what is said of what is lost."""

    def test_a_single_file(self) -> None:
        question = one(read(declared("B")))
        self.assertEqual((question.where, question.key, question.stem), ("題一.xml “題”", [["b"]], "問"))
        self.assertEqual([part.get("pinned") for part in question.body["options"]], [None, None])

    def test_templates_of_all_versions(self) -> None:
        mapping = '<mapping><mapEntry mapKey="B" mappedValue="2"/><mapEntry mapKey="A" mappedValue="1"/></mapping>'
        table = [
            ("http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct", [["a"]]),
            ("http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct.xml", [["a"]]),
            ("https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct", [["a"]]),
            ("http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response", [["a"]]),
            ("rptemplates/CC2_map_response.xml", [["a"]]),
        ]
        for address, key in table:
            with self.subTest(address):
                reading = read(declared("A", mapping=mapping), processing=f'<responseProcessing template="{address}"/>')
                self.assertEqual(one(reading).key, key)
        reading = read(declared(mapping=mapping), processing=TEMPLATE.format("map_response"))
        self.assertEqual(one(reading).key, [["b"]])
        self.assertEqual([each.code for each in reading.losses], ["partial"])

    def test_a_mapping_that_disagrees_is_reported(self) -> None:
        mapping = '<mapping><mapEntry mapKey="B" mappedValue="1"/></mapping>'
        reading = read(declared("A", mapping=mapping), processing=TEMPLATE.format("map_response"))
        self.assertEqual((one(reading).key, [each.code for each in reading.losses]), ([["a"]], ["key_conflict"]))

    def test_rules_of_their_own(self) -> None:
        rule = (
            "<responseProcessing><responseCondition><responseIf>{test}"
            '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
            "</responseIf></responseCondition>{more}</responseProcessing>"
        )
        variable = '<variable identifier="RESPONSE"/>'
        either = "<or>{}{}</or>".format(
            *(f'<match>{variable}<baseValue baseType="identifier">{each}</baseValue></match>' for each in "AB")
        )
        reading = read(declared(), processing=rule.format(test=either, more=""))
        self.assertEqual((one(reading).key, reading.losses), ([["a"], ["b"]], ()))
        strange = "<setOutcomeValue identifier='X'><customOperator class='x'/></setOutcomeValue>"
        reading = read(
            declared("A"),
            processing=rule.format(test=f"<match>{variable}<correct identifier='RESPONSE'/></match>", more=strange),
        )
        self.assertEqual((one(reading).key, [each.code for each in reading.losses]), ([["a"]], ["processing"]))

    def test_numbers(self) -> None:
        entry = '<p>約 <textEntryInteraction responseIdentifier="RESPONSE"/> 噸</p>'
        rule = (
            "<responseProcessing><responseCondition><responseIf><{name} {how}>"
            '<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></{name}>'
            '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
            "</responseIf></responseCondition></responseProcessing>"
        )
        table = [
            ("equal", 'toleranceMode="exact"', ("7.389", "0"), []),
            ("equal", 'toleranceMode="absolute" tolerance="0.01"', ("7.389", "0.01"), []),
            ("equal", 'toleranceMode="absolute" tolerance="0.1 0.3"', ("7.489", "0.2"), ["asymmetric"]),
            ("equal", 'toleranceMode="relative" tolerance="10 10"', ("7.389", "0.7389"), []),
            ("equalRounded", 'roundingMode="decimalPlaces" figures="2"', ("7.389", "0.005"), ["rounded"]),
            ("equalRounded", 'roundingMode="significantFigures" figures="2"', ("7.389", "0.05"), ["rounded"]),
        ]
        for name, how, (value, tolerance), losses in table:
            with self.subTest(how):
                reading = read(declared("7.389", base="float"), entry, rule.format(name=name, how=how))
                self.assertEqual(one(reading).key, [{"value": value, "tolerance": tolerance, "unit": ""}])
                self.assertEqual([each.code for each in reading.losses], losses)

    def test_steps_of_a_calculation_are_no_answers(self) -> None:
        entry = '<p>問<textEntryInteraction responseIdentifier="RESPONSE"/></p>'
        quotient = '<divide><baseValue baseType="float">7</baseValue><baseValue baseType="float">2</baseValue></divide>'
        rule = (
            "<responseProcessing><responseCondition><responseIf>"
            f'<equal><variable identifier="RESPONSE"/>{quotient}</equal>'
            '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
            "</responseIf></responseCondition></responseProcessing>"
        )
        without = read(declared(base="float"), entry, rule)
        self.assertEqual(([each.code for each in without.errors], without.questions), (["no_key"], ()))
        (alternative,) = one(read(declared("3.5", base="float"), entry, rule)).key
        self.assertEqual((alternative["value"], alternative["tolerance"]), ("3.5", "0"))

    def test_faults_name_the_item(self) -> None:
        twice = CHOICE.replace('identifier="B"', 'identifier="A"')
        table = [
            (read(declared("Z")), "key_unknown"),
            (read(declared()), "no_key"),
            (read(""), "undeclared"),
            (read(declared("A"), twice), "identifiers"),
            (
                read(declared("GHG", base="float"), '<p><textEntryInteraction responseIdentifier="RESPONSE"/>噸</p>'),
                "number",
            ),
        ]
        for reading, code in table:
            with self.subTest(code):
                self.assertEqual([(each.code, each.where) for each in reading.errors], [(code, "題一.xml “題”")])
                self.assertEqual(reading.questions, ())

    def test_what_is_no_item(self) -> None:
        table = [
            (b"<questestinterop><assessment/></questestinterop>", ([], ["qti_1"])),
            (b"<assessmentTest xmlns='http://www.imsglobal.org/xsd/imsqti_v2p1'/>", (["no_item"], [])),
            (b"<html><body/></html>", (["html_page"], [])),
            (b"<assessmentItem>", (["xml_malformed"], [])),
            (b"<item ident='i1'><presentation/></item>", ([], ["qti_1"])),
            (samples.zipped({"a.xml": b"<questestinterop/>"}), ([], ["qti_1"])),
            (
                samples.zipped({"a.xml": b"<questestinterop/>", "meta.xml": b"<quiz><title>T</title></quiz>"}),
                ([], ["qti_1"]),
            ),
            (samples.zipped({"quiz.xml": b"<quiz/>"}), (["moodle_inside"], [])),
            (samples.zipped({"a.txt": b"x"}), (["empty"], [])),
            (samples.zipped({"../a.xml": b"<a/>"}), (["zip_path"], [])),
        ]
        for data, (errors, unsupported) in table:
            with self.subTest(data[:40]):
                reading = qti.FORMAT.read(data, "x")
                self.assertEqual([each.code for each in reading.errors], errors)
                self.assertEqual([each.code for each in reading.unsupported], unsupported)


class Shared(SimpleTestCase):
    """Texts that several items share, besides stimulus files."""

    def test_a_block_of_a_section(self) -> None:
        test = """<qti-assessment-test xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="T" title="卷">
          <qti-test-part identifier="P"><qti-assessment-section identifier="S" title="一">
          <qti-rubric-block use="sharedstimulus" view="candidate"><qti-content-body><p>個案。</p></qti-content-body></qti-rubric-block>
          <qti-assessment-item-ref identifier="a" href="items/a.xml"/><qti-assessment-item-ref identifier="b" href="items/b.xml"/>
          </qti-assessment-section></qti-test-part></qti-assessment-test>"""
        item = samples.data("qti30/items/order.xml")
        reading = qti.FORMAT.read(
            samples.zipped({"t.xml": test.encode(), "items/b.xml": item, "items/a.xml": item}), ""
        )
        self.assertEqual([each.where for each in reading.questions], ["items/a.xml “步驟”", "items/b.xml “步驟”"])
        self.assertEqual([(each.shared.text, each.part) for each in reading.questions], [("個案。", 1), ("個案。", 2)])
        self.assertEqual((reading.questions[0].category, reading.losses), ("卷/一", ()))

    def test_an_include_within_the_package(self) -> None:
        include = '<include xmlns="http://www.w3.org/2001/XInclude" href="case.xml"/>'
        item = ITEM.format(declared=declared("A"), body=include + CHOICE, processing="")
        files = {"q.xml": item.encode(), "case.xml": "<div><p>個案。</p></div>".encode()}
        question = one(qti.FORMAT.read(samples.zipped(files), ""))
        self.assertEqual((question.shared.reference, question.shared.text, question.stem), ("case.xml", "個案。", "問"))


class Hostile(SimpleTestCase):
    def test_what_shows_only_on_demand(self) -> None:
        body = CHOICE.replace(
            "<p>問</p>",
            '<p>盤查<span data-role="tooltip-target">邊界</span><span data-role="tooltip-content">即<b>範圍</b></span>為何？</p>'
            '<infoControl title="提示">看第二章</infoControl>',
        )
        reading = read(declared("A"), body)
        self.assertEqual(one(reading).stem, "盤查邊界（即**範圍**）為何？")
        self.assertEqual([each.code for each in reading.losses], ["hints", "tooltip"])

    def test_items_with_any_element_missing_are_read_or_reported(self) -> None:
        for path in sorted((samples.ROOT / "qti21" / "items").glob("*.xml")):
            if path.stem in ("malformed", "page"):
                continue
            count = len(list(etree.parse(path).iter("{*}*")))
            for place in range(1, count):
                with self.subTest(path.stem, place=place):
                    root = etree.parse(path).getroot()
                    gone = list(root.iter("{*}*"))[place]
                    gone.getparent().remove(gone)
                    reading = qti.FORMAT.read(etree.tostring(root), path.name)
                    self.assertEqual(len((*reading.questions, *reading.errors, *reading.unsupported)), 1)

    def test_entities_in_an_item_of_a_package_lose_only_that_item(self) -> None:
        bomb = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><assessmentItem title="&x;"/>'
        data = samples.zipped({"a.xml": bomb, "b.xml": samples.data("qti30/items/order.xml")})
        reading = qti.FORMAT.read(data, "x.zip")
        self.assertEqual([(each.code, each.where) for each in reading.errors], [("xml_entities", "a.xml")])
        self.assertEqual([each.name for each in reading.questions], ["步驟"])

    def test_no_file_outside_of_the_package_is_read(self) -> None:
        body = '<p>問<img src="file:///etc/hostname" alt="圖"/><img src="../../../../etc/hostname" alt=""/></p>'
        include = '<include xmlns="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
        reading = read(declared("A"), body + include + CHOICE)
        self.assertEqual(one(reading).images, {})
        self.assertEqual([each.code for each in reading.losses], ["stimulus_missing", "image", "image"])

    def test_scripts_in_drawings_are_taken_out(self) -> None:
        drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>steal()</script><rect width="9" height="9" onload="steal()"/></svg>'
        item = ITEM.format(declared=declared("A"), body=f'<p><img src="a.svg" alt="圖"/></p>{CHOICE}', processing="")
        reading = qti.FORMAT.read(samples.zipped({"q.xml": item.encode(), "a.svg": drawing}), "x.zip")
        (image,) = one(reading).images.values()
        self.assertEqual((b"steal" in image.content, b"<rect" in image.content), (False, True))
        self.assertEqual([each.code for each in reading.losses], ["svg_reduced"])

    def test_a_bomb_instead_of_an_image(self) -> None:
        item = ITEM.format(declared=declared("A"), body=f'<p><img src="a.png" alt="圖"/></p>{CHOICE}', processing="")
        reading = qti.FORMAT.read(samples.zipped({"q.xml": item.encode(), "a.png": b"\0" * 5_000_000}), "x.zip")
        self.assertEqual([each.code for each in reading.errors], ["zip_ratio"])


class Recognised(SimpleTestCase):
    def test_by_roots_and_packages(self) -> None:
        table = [
            (samples.package("qti21"), "a.zip", True),
            (samples.data("qti30/items/order.xml"), "a.xml", True),
            (b"<ims:assessmentItem xmlns:ims='x'/>", "a.xml", True),
            (b"<questestinterop/>", "a.xml", True),
            (b"<item ident='i1' title='T'><presentation/></item>", "a.xml", True),
            (samples.data("moodle/moodle4.xml"), "a.xml", False),
            (samples.zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}), "a.xlsx", False),
            (samples.zipped({"a.txt": b"x"}), "a.zip", False),
            (b"question,answer", "a.csv", False),
        ]
        for data, name, expected in table:
            with self.subTest(name=name, head=data[:30]):
                self.assertEqual(qti.FORMAT.recognises(data, name), expected)


class Written(SimpleTestCase):
    def test_the_manifest_names_every_file(self) -> None:
        questions = qti.FORMAT.read(samples.package("qti30"), "").questions
        for form, namespace in ((qti.FORMAT, "imsqtiasi_v3p0"), (qti.FORMAT_21, "imsqti_v2p1")):
            with self.subTest(form.name):
                archive = zipfile.ZipFile(io.BytesIO(form.write(questions).content))
                manifest = etree.fromstring(archive.read("imsmanifest.xml"))
                named = {each.get("href") for each in manifest.iter("{*}file")}
                self.assertEqual(named | {"imsmanifest.xml"}, set(archive.namelist()))
                for name in archive.namelist():
                    if name.startswith("items/"):
                        root = etree.fromstring(archive.read(name))
                        self.assertEqual(etree.QName(root).namespace, f"http://www.imsglobal.org/xsd/{namespace}")
