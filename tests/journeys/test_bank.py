"""The question bank: an item from its writer to a paper, files in and out, parallel forms."""

import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from tests.journeys import bank
from tests.journeys.product import Product, check_accessibility, in_english, look, sign_in

Visit = Callable[..., Page]
SAMPLES = Path(__file__).resolve().parents[1] / "data" / "exchange" / "moodle"
BLUEPRINT = "示範：iPAS 中級練習卷"
GRID = bank.Written(
    topic="green/standard/GC/U05",
    stem=(
        "某示範工廠的用電如下表，電力排碳係數為 $0.5$ 公斤／度，排放量為 $E=\\sum_{i} A_i \\times 0.5$。\n\n"
        "| 廠房 | 用電（度） |\n|---|---:|\n| 甲 | 3,000 |\n| 乙 | 1,000 |\n\n兩廠合計排放多少公斤？"
    ),
    options=("2,000 公斤", "1,500 公斤", "4,000 公斤", "8,000 公斤"),
    right=0,
    explanation="合計 4,000 度，乘以 $0.5$ 得 2,000 公斤。",
    source=("示範教材", "https://example.org/demo"),
    valid_as_of="115/11/01",
)


def test_an_item_from_its_writer_to_approval(product: Product, visit: Visit) -> None:
    writer, first, second, officer = visit(), visit(), visit(), visit()
    sign_in(writer, product, "writer")
    look(writer, product, "/bank/items/")
    writer.get_by_role("link", name="新題").first.click()
    check_accessibility(writer)
    writer.get_by_role("link", name="單選題").click()
    bank.type_item(writer, GRID)
    writer.get_by_role("button", name="預覽").last.click()
    seen = writer.locator("#editor-preview")
    expect(seen.get_by_role("radio")).to_have_count(4)
    expect(seen.locator("math").first).to_be_visible()
    expect(seen.get_by_role("cell", name="3,000").first).to_be_visible()
    check_accessibility(writer)
    writer.get_by_role("button", name="儲存", exact=True).click()
    bank.said(writer, "已建立草稿")
    check_accessibility(writer)
    code, item = writer.locator("h1.item-code").inner_text(), bank.public_id(writer)
    assert bank.state(product, code) == ("draft", 1, None)
    review = f"/bank/review/{item}/"

    writer.get_by_role("link", name="送審").click()
    check_accessibility(writer)
    bank.take_step(writer, "送審")
    expect(bank.card(writer, "審查通過")).to_contain_text("您是作者之一，不能審查或核可自己的題目")
    writer.goto(f"{product.address}{review}")
    assert bank.forge(writer, f"{product.address}{review}approve/", version="1") == 403
    assert bank.state(product, code) == ("submitted", 1, None)

    sign_in(first, product, "reviewer1")
    look(first, product, review, status=404)
    bank.claim(first, product, code, "#open")
    stem = first.get_by_role("article", name="題幹")
    stem.get_by_text("寫意見").click()
    stem.get_by_label("對「題幹」的意見").fill("請註明係數的年度。")
    stem.get_by_role("button", name="送出意見").click()
    expect(stem.get_by_text("請註明係數的年度。")).to_be_visible()
    check_accessibility(first)
    bank.take_step(first, "退回修改")
    bank.said(first, "已退回")
    look(first, product, review, status=404)

    look(writer, product, "/bank/review/")
    writer.locator("#returned").get_by_role("link", name=code).click()
    expect(writer.get_by_role("article", name="題幹")).to_contain_text("請註明係數的年度。")
    writer.get_by_role("link", name="編輯").click()
    check_accessibility(writer)
    writer.get_by_label("題幹", exact=True).fill(GRID.stem.replace("電力排碳係數為", "113 年度電力排碳係數為"))
    writer.get_by_role("button", name="儲存", exact=True).click()
    bank.said(writer, "已存成第 2 版")
    writer.get_by_role("link", name="比較版本").click()
    changed = writer.locator(".versions-diff-row.is-changed")
    expect(changed).to_have_count(1)
    expect(changed.locator("ins")).to_contain_text("113 年度")
    check_accessibility(writer)
    writer.goto(f"{product.address}{review}")
    bank.take_step(writer, "送審")
    assert bank.state(product, code) == ("submitted", 2, None)

    first.emulate_media(color_scheme="dark")
    look(first, product, "/bank/review/")
    first.locator("#mine").get_by_role("link", name=code).click()
    first.get_by_role("article", name="題幹").get_by_role("button", name="已解決").click()
    for check in bank.CHECKS:
        first.get_by_label(check).check()
    bank.take_step(first, "審查通過")
    bank.said(first, "審查通過，等待另一位核可")
    assert bank.forge(first, f"{product.address}{review}approve/", version="2") == 404
    other = bank.public_id_of(product, "GC-U05-P95")
    look(first, product, f"/bank/review/{other}/")
    expect(bank.card(first, "核可")).to_contain_text("您已審查這一版，須由另一位核可")
    assert bank.forge(first, f"{product.address}/bank/review/{other}/approve/", version="1") == 302
    first.reload()
    bank.said(first, "您已審查這一版，須由另一位核可")
    assert bank.state(product, "GC-U05-P95") == ("reviewed", 1, None)
    assert bank.state(product, code) == ("reviewed", 2, None)

    sign_in(second, product, "reviewer2")
    bank.claim(second, product, code, "#approval")
    bank.take_step(second, "核可")
    bank.said(second, "已核可")
    assert bank.state(product, code) == ("approved", 2, 2)

    sign_in(officer, product, "officer1")
    look(officer, product, f"/bank/items/{item}/")
    expect(bank.card(officer, "使用與曝光")).to_contain_text("還沒有試卷用過這一題")
    for name in ("命題一", "審題一", "審題二", "施務一"):
        expect(bank.card(officer, "誰看過")).to_contain_text(name)
    look(officer, product, f"{review}access/")
    expect(officer.get_by_role("row").filter(has_text="審題二")).to_contain_text("審查")


@in_english
def test_parallel_forms_in_english(product: Product, visit: Visit) -> None:
    page = visit(locale="en-GB")
    sign_in(page, product, "officer1")
    look(page, product, "/bank/blueprints/")
    assert bank.untranslated(page) == []
    page.get_by_role("link", name=BLUEPRINT, exact=True).click()
    check_accessibility(page)
    assert bank.untranslated(page, BLUEPRINT) == []
    page.get_by_role("table", name="Rehearsals").get_by_role("row").filter(has_text="Kept").get_by_role("link").click()
    beside = page.get_by_role("table", name="The item at every position")
    expect(beside.get_by_role("columnheader")).to_have_text(["Questions", "Form 1", "Form 2", "Form 3"])
    expect(beside.locator("tbody tr:has(td)")).to_have_count(50)
    check_accessibility(page)
    assert bank.untranslated(page, BLUEPRINT) == []

    page.get_by_role("link", name=BLUEPRINT, exact=True).click()
    page.get_by_role("button", name="Copy as a new blueprint").click()
    check_accessibility(page)
    name = page.get_by_label("Blueprint name").input_value()
    assert name != BLUEPRINT
    assert bank.untranslated(page, name) == []
    page.locator("[name=overlap_limit]").fill("25")
    page.locator("[name=exposure_cap]").fill("5")
    page.get_by_role("button", name="Save the blueprint").click()
    bank.said(page, "Blueprint saved.")
    bank.rehearse(page, forms=2, ends="To be decided")
    assert bank.untranslated(page, name) == []
    page.get_by_label("Form code").fill("JOURNEY-L21")
    page.get_by_role("button", name="Keep these forms").click()
    bank.said(page, "JOURNEY-L21-1, JOURNEY-L21-2")
    check_accessibility(page)
    assert bank.forms(product, name) == ["JOURNEY-L21-1", "JOURNEY-L21-2"]

    bank.rehearse(page, forms=12, ends="Not possible")
    reasons = page.locator(".alert-bad, .alert").filter(has_text="These conditions cannot be met")
    expect(reasons).to_contain_text("Cell 1 (topic L211*) needs 10 items a form, 120 places in 12 forms")
    expect(reasons).to_contain_text("raise the exposure cap")
    assert bank.untranslated(page, name) == []
    assert bank.forms(product, name) == ["JOURNEY-L21-1", "JOURNEY-L21-2"]


def test_files_in_and_out_on_a_phone(product: Product, visit: Visit, tmp_path: Path) -> None:
    page = visit(width=390, height=844)
    sign_in(page, product, "writer")
    look(page, product, "/bank/items/")
    page.get_by_role("link", name="匯入題目").click()
    check_accessibility(page)
    bank.upload(page, SAMPLES / "moodle4.xml", topic="green/standard/GC/U05", use="practice")
    check_accessibility(page)
    expect(page.locator(".exchange-rows > li")).to_have_count(6)
    unsupported = page.get_by_role("listitem").filter(has_text="申論")
    expect(unsupported).to_contain_text("第 313 行")
    expect(unsupported).to_contain_text("題型「essay」不支援，沒有匯入")
    row = page.locator(".exchange-rows > li").first
    expect(row).to_contain_text("新增")
    row.get_by_text("題目與正解").click()
    bank.shows_image(row, "兩棟廠房")
    check_accessibility(page)
    page.get_by_role("button", name="匯入", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("新增 6 題、新版本 0 題")
    check_accessibility(page)
    page.get_by_role("link", name="看草稿").click()
    check_accessibility(page)
    expect(page.get_by_role("rowheader", name=re.compile("^U05-"))).to_have_count(6)
    line = page.get_by_role("row").filter(has_text="兩棟廠房")
    line.get_by_role("link").first.click()
    bank.shows_image(page.locator("#preview"), "兩棟廠房")
    check_accessibility(page)

    look(page, product, "/bank/import/")
    bank.upload(page, SAMPLES / "moodle4.xml", topic="green/standard/GC/U05", use="practice")
    expect(page.locator(".exchange-tallies")).to_have_text("已在題庫 6")
    expect(page.get_by_role("main")).to_contain_text("沒有可以匯入的新題目")
    expect(page.get_by_role("button", name="匯入", exact=True)).to_have_count(0)
    check_accessibility(page)
    look(page, product, "/bank/import/")
    bank.upload(page, SAMPLES / "broken.xml", topic="green/standard/GC/U05", use="practice")
    check_accessibility(page)
    unread = page.locator("#errors")
    expect(unread.get_by_role("listitem").filter(has_text="第 73 行")).to_contain_text("不是完整的 XML")
    expect(unread.get_by_role("listitem").filter(has_text="第 76 行")).to_contain_text("「圖片損壞」")
    page.get_by_role("button", name="作廢這次上傳").click()
    bank.said(page, "已作廢，檔案已刪除")

    gift = bank.export(page, product, "兩棟廠房", "gift", loses="圖片沒有隨檔匯出", to=tmp_path)
    assert "範疇二" in gift.read_text(encoding="utf-8")
    package = bank.export(page, product, "兩棟廠房", "qti", loses="", to=tmp_path)
    with ZipFile(package) as unpacked:
        names = unpacked.namelist()
    assert "imsmanifest.xml" in names
    assert [name for name in names if name.endswith(".png")] != []


def test_a_rule_that_changed_and_the_checks_of_the_bank(product: Product, visit: Visit) -> None:
    officer = visit(width=768, height=1024)
    officer.emulate_media(color_scheme="dark")
    sign_in(officer, product, "officer2")
    look(officer, product, "/bank/references/")
    officer.get_by_role("link", name="新增依據資料").click()
    check_accessibility(officer)
    officer.get_by_label("代碼").fill("demo-rule")
    officer.get_by_label("中文名稱").fill("示範盤查規則")
    officer.get_by_role("button", name="儲存").click()
    check_accessibility(officer)

    writer = visit()
    sign_in(writer, product, "writer")
    item = f"/bank/items/{bank.public_id_of(product, 'GC-U05-P91')}/"
    look(writer, product, item)
    writer.get_by_role("link", name="編輯").click()
    writer.get_by_label("示範盤查規則").check()
    writer.get_by_role("button", name="儲存", exact=True).click()
    expect(writer.locator("#facts")).to_contain_text("示範盤查規則")

    look(officer, product, "/bank/references/demo-rule/")
    expect(officer.locator("#items")).to_contain_text("GC-U05-P91")
    officer.get_by_role("link", name="這項依據變更了").click()
    check_accessibility(officer)
    officer.get_by_label("變更內容").fill("示範：係數改版。")
    officer.get_by_role("button", name="看看會標記幾題").click()
    expect(officer.get_by_role("main")).to_contain_text("將標記 1 題")
    check_accessibility(officer)
    officer.get_by_role("button", name="確認標記").click()
    bank.said(officer, "已標記 1 題為待再確認")
    look(writer, product, "/bank/items/?flagged=1")
    expect(writer.get_by_role("rowheader", name=re.compile("^GC-U05-P91"))).to_have_count(1)
    look(writer, product, item)
    expect(writer.locator("#flags")).to_contain_text("示範：係數改版。")
    writer.get_by_label("確認結果").fill("係數未用於本題。")
    writer.get_by_role("button", name="結案").click()
    bank.said(writer, "已結案")
    expect(writer.locator("#flags").get_by_text("待再確認")).to_have_count(0)

    look(officer, product, "/bank/lint/")
    officer.get_by_role("button", name="開始檢查").click()
    checks = officer.get_by_role("table", name="依檢查項目的次數")
    expect(checks).to_be_visible(timeout=30_000)
    check_accessibility(officer)
    officer.get_by_role("link", name="相近的題目").click()
    expect(officer.get_by_role("navigation", name="檢查結果").locator("[aria-current=page]")).to_have_text("相近的題目")
    check_accessibility(officer)
