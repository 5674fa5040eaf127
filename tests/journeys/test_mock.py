"""Mock exams on the real screen: as a visitor by mouse and keyboard, through a power cut, as a learner, in English."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.exam import Sitting
from tests.journeys.product import Product, check_accessibility, in_english, left_in_chinese, look, sign_in

Visit = Callable[..., Page]
GREEN, IPAS = "環境部淨零綠領人才培育課程", "iPAS 淨零碳規劃管理師（初級）"


def begin(page: Page, product: Product, programme: str) -> Sitting:
    """From the list of mocks to the exam screen."""
    look(page, product, "/mock/")
    page.get_by_role("region", name=programme).get_by_role("button").click()
    page.wait_for_url("**/exam/**")
    check_accessibility(page)
    paper = Sitting(page, product)
    paper.begin()
    check_accessibility(page)
    return paper


def test_a_visitor_takes_the_green_mock_and_sees_why(product: Product, visit: Visit) -> None:
    page = visit()
    paper = begin(page, product, GREEN)
    assert len(paper.items) == 50
    assert 5900 < paper.seconds_left() <= 6000
    page.locator(".face-option label").nth(paper.place_of(1, right=True) - 1).click()
    paper.await_saved(1)
    page.get_by_role("button", name="下一題").click()
    paper.answer(2)
    page.keyboard.press("m")
    paper.await_saved(2)
    page.keyboard.press("n")
    page.get_by_role("button", name="刪去選項 B").click()
    expect(page.get_by_role("button", name="刪去選項 B")).to_have_attribute("aria-pressed", "true")

    page.reload()
    paper.at(3)
    expect(paper.part("sentence")).to_contain_text("第 2 題")
    expect(page.get_by_role("button", name="刪去選項 B")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name=re.compile("^第 2 題，已作答並標記"))).to_be_visible()
    page.get_by_role("button", name=re.compile("^第 50 題，未看過")).click()
    paper.at(50)
    page.get_by_role("button", name=re.compile("^第 3 題")).click()
    paper.answer_from(3, 45, wrong=8)
    page.get_by_role("radio", name="未作答").check()
    expect(page.locator("[data-cells] li:visible")).to_have_count(5)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="操作說明")).to_be_visible()
    check_accessibility(page)
    page.keyboard.press("Escape")

    review = paper.review()
    expect(review).to_contain_text("45 題")
    check_accessibility(page)
    review.get_by_role("button", name="前往第 2 題").click()
    paper.at(2)
    assert paper.answered() == 45
    paper.hand_in()
    check_accessibility(page)
    paper.go_on()
    verdict = page.get_by_role("region", name="達到及格標準")
    expect(verdict).to_contain_text("74")
    expect(verdict).to_contain_text("60")
    expect(page.get_by_role("table", name="各主題答對題數").first.locator("tbody tr").first).to_be_visible()
    third = page.locator("#GC-3")
    for part in ("答錯", "正確答案", "您的答案", "出處"):
        expect(third).to_contain_text(part)
    expect(third.get_by_role("link").first).to_have_attribute("href", re.compile("^https?://"))
    check_accessibility(page)
    page.get_by_role("link", name="只看答錯與未答").click()
    expect(page.locator(".mock-item")).to_have_count(13)


def test_answers_survive_a_power_cut(product: Product, visit: Visit) -> None:
    page = visit(width=390, height=800)
    paper = begin(page, product, GREEN)
    paper.answer_from(1, 3)
    page.context.set_offline(True)
    for number in (4, 5, 6, 7):
        page.keyboard.press("n")
        paper.answer(number)
    expect(paper.part("sentence")).to_have_text("離線：4 題待傳，請繼續作答")
    check_accessibility(page)
    assert paper.answered() == 3
    page.context.set_offline(False)
    paper.await_saved(7)
    assert paper.answered() == 7
    page.locator("[data-open-sheet]").click()
    expect(page.get_by_role("dialog", name="題號一覽")).to_be_visible()
    check_accessibility(page)


def test_a_learner_takes_both_subjects_of_the_ipas_mock(product: Product, visit: Visit) -> None:
    page = visit()
    sign_in(page, product, "learner")
    first = begin(page, product, IPAS)
    first.answer_from(1, 50, wrong=20)
    first.hand_in()
    first.go_on()
    expect(page.get_by_role("region", name="尚未完成")).to_contain_text("60 / 100")
    page.get_by_role("link", name=re.compile("^下一科")).click()
    check_accessibility(page)
    second = Sitting(page, product)
    second.begin()
    assert {each["item"] for each in second.items}.isdisjoint(each["item"] for each in first.items)
    second.answer_from(1, 50, wrong=10)
    second.hand_in()
    second.go_on()
    verdict = page.get_by_role("region", name="達到及格標準")
    for part in ("60", "80", "平均"):
        expect(verdict).to_contain_text(part)
    check_accessibility(page)
    look(page, product, "/mock/")
    expect(page.get_by_role("table")).to_contain_text("平均")


@in_english
def test_a_mock_in_english(product: Product, visit: Visit) -> None:
    page = visit(locale="en-GB")
    look(page, product, "/mock/")
    assert left_in_chinese(page) == []
    page.locator("#green").get_by_role("button").click()
    page.wait_for_url("**/exam/**")
    assert left_in_chinese(page) == []
    check_accessibility(page)
    paper = Sitting(page, product)
    paper.begin()
    assert left_in_chinese(page) == []
    check_accessibility(page)
    paper.answer_from(1, 2)
    paper.review()
    assert left_in_chinese(page) == []
    page.keyboard.press("Escape")
    paper.hand_in()
    assert left_in_chinese(page) == []
    paper.go_on()
    expect(page.locator(".mock-verdict")).to_contain_text("4 / 100")
    assert left_in_chinese(page) == []
