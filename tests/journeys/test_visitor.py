"""A visitor: what it is, for whom, what it costs, when; the programmes; the classes of every region."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.product import Product, check_accessibility, in_english, left_in_chinese, look

Visit = Callable[..., Page]


def test_the_home_page_answers_what_for_whom_what_it_costs_and_when(product: Product, visit: Visit) -> None:
    page = visit()
    check_accessibility(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("淨零專業")
    main = page.get_by_role("main")
    expect(main).to_contain_text("學生、在職者與每一位一般民眾")
    expect(page.locator("#costs")).to_contain_text("12,000 元")
    expect(page.locator("#dates time").first).to_have_text(re.compile(r"\d{3}/\d\d/\d\d"))
    footer = page.get_by_role("contentinfo")
    expect(footer).to_contain_text(re.compile(r"依 \d{3}年\d+月\d+日\s*版簡章"))
    for name, said in (("聯絡我們", "原開班學校"), ("個人資料保護", "個人資料保護法"), ("無障礙聲明", "WCAG 2.2")):
        footer.get_by_role("link", name=name).click()
        expect(page.get_by_role("main")).to_contain_text(said)
        check_accessibility(page)
    page.goto(product.address)
    page.get_by_role("complementary", name="最新消息").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("【示範】")
    check_accessibility(page)
    page.get_by_role("link", name="全部消息").click()
    expect(page.get_by_role("article").or_(page.locator(".news-list li"))).to_have_count(2)
    check_accessibility(page)


def test_both_programmes_and_a_class_in_every_region(product: Product, visit: Visit) -> None:
    page = visit()
    page.get_by_role("navigation", name="主選單").get_by_role("link", name="課程與鑑定").click()
    check_accessibility(page)
    for name, rule in (
        ("環境部淨零綠領人才培育課程", "60 分以上及格"),
        ("iPAS 淨零碳規劃管理師（初級）", "單科成績不得低於 60 分"),
    ):
        page.get_by_role("main").get_by_role("link", name=name).click()
        expect(page.locator("#pass-mark")).to_contain_text(rule)
        expect(page.locator("#rules")).to_contain_text("簡章")
        check_accessibility(page)
        page.go_back()
    page.goto(f"{product.address}/classes/")
    table = page.get_by_role("table")
    titles = table.get_by_role("columnheader").all_inner_texts()
    assert titles[:8] == ["班別名稱", "期別", "起訖日期", "區域", "縣市", "上課地點", "狀態", "自費(元/人)"]
    for region, county in (("北", "桃園市"), ("中", "臺中市"), ("南", "臺南市"), ("東", "花蓮縣")):
        page.get_by_label("區域").select_option(label=region)
        page.get_by_label("選項").select_option(label="可報名")
        page.get_by_role("button", name="查詢").click()
        rows = table.locator("tbody tr")
        expect(rows).to_have_count(1)
        for cell in (region, county, "可報名", "12,000 元"):
            expect(rows.first).to_contain_text(cell)
        offered = page.get_by_label("縣市").get_by_role("option")
        assert county in offered.all_inner_texts()
    check_accessibility(page)
    page.get_by_role("link", name=re.compile("^詳細")).click()
    expect(page.get_by_role("main")).to_contain_text("課程表")
    expect(page.get_by_role("link", name="報名這個班")).to_be_visible()
    check_accessibility(page)


@in_english
def test_the_public_pages_in_english(product: Product, visit: Visit) -> None:
    page = visit(locale="en-GB")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("main")).to_contain_text("NT$12,000")
    for path in (
        "/",
        "/programmes/",
        "/programmes/green/",
        "/classes/",
        "/mock/",
        "/statistics/",
        "/certificates/verify/",
    ):
        look(page, product, path)
        assert left_in_chinese(page) == []
    page.goto(product.address)
    page.evaluate("document.querySelector('h1').append('中文')")
    assert len(left_in_chinese(page)) == 1  # positive control
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant-TW")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
