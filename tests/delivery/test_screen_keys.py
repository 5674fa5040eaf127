"""Answering by keyboard, strike-out, palette, settings, and the place that is kept."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.screen import FakeExam, chromium, open_screen, wait_sentence

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="zh-TW", viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_letters_and_digits_choose_what_stands_there(context: BrowserContext) -> None:
    exam = FakeExam()
    page = open_screen(context, exam)
    press(page, "b", "n", "4")
    wait_sentence(page, "（第 2 題）")
    assert (exam.answer(1), exam.answer(2)) == (["a"], ["b"])


def test_the_item_heading_has_the_focus_after_a_change(context: BrowserContext) -> None:
    page = open_screen(context, FakeExam())
    press(page, "n", "n")
    expect(page.get_by_role("heading", name="第 3 題")).to_be_focused()
    press(page, "p")
    expect(page.get_by_role("heading", name="第 2 題")).to_be_focused()
    expect(page.get_by_role("radiogroup", name="第 2 題 Stem 2")).to_be_visible()


def test_single_keys_can_be_switched_off(context: BrowserContext) -> None:
    exam = FakeExam()
    page = open_screen(context, exam)
    page.get_by_role("button", name="顯示").click()
    page.get_by_label("使用單鍵操作").uncheck()
    page.get_by_role("button", name="完成").click()
    press(page, "a", "n", "m")
    expect(page.get_by_role("heading", name="第 1 題")).to_be_visible()
    assert exam.saves == []


def test_keys_do_nothing_while_a_dialog_is_open(context: BrowserContext) -> None:
    exam = FakeExam()
    page = open_screen(context, exam)
    press(page, "?", "a")
    assert exam.saves == []
    press(page, "Escape", "a")
    wait_sentence(page, "已儲存")


def test_striking_out_never_selects_and_choosing_takes_it_back(context: BrowserContext) -> None:
    exam = FakeExam()
    page = open_screen(context, exam)
    strike = page.get_by_role("button", name="刪去選項 C")
    strike.click()
    expect(strike).to_have_attribute("aria-pressed", "true")
    assert exam.saves == []
    press(page, "c")
    expect(strike).to_have_attribute("aria-pressed", "false")
    wait_sentence(page, "已儲存")


def test_clearing_withdraws_the_answer(context: BrowserContext) -> None:
    exam = FakeExam()
    page = open_screen(context, exam)
    press(page, "a")
    wait_sentence(page, "已儲存")
    page.get_by_role("button", name="清除作答").click()
    expect(page.locator("[data-answered]")).to_have_text("已作答 0／5")
    page.wait_for_timeout(0)
    wait_sentence(page, "已儲存")
    expect(page.get_by_role("radio", name="A Option 1c")).not_to_be_checked()
    assert [each["options"] for save in exam.saves for each in save["answers"]] == [["c"], []]


def test_the_palette_tells_five_states_and_filters(context: BrowserContext) -> None:
    page = open_screen(context, FakeExam())
    press(page, "a", "n", "n", "m", "n", "a", "m")
    cells = page.locator("[data-cells] button")
    names = cells.evaluate_all("cells => cells.map(cell => cell.getAttribute('aria-label'))")
    assert names == [
        "第 1 題，已作答",
        "第 2 題，看過未作答",
        "第 3 題，標記未作答",
        "第 4 題，已作答並標記",
        "第 5 題，未看過",
    ]
    expect(page.locator("[data-cells] [aria-current]")).to_have_attribute("aria-label", "第 4 題，已作答並標記")
    page.get_by_role("radio", name="未作答", exact=True).check()
    assert [cell for cell in range(5) if cells.nth(cell).is_visible()] == [1, 2, 4]
    page.get_by_role("radio", name="已標記", exact=True).check()
    assert [cell for cell in range(5) if cells.nth(cell).is_visible()] == [2, 3]


def test_a_reload_comes_back_to_the_same_place(context: BrowserContext) -> None:
    exam = FakeExam()
    page = open_screen(context, exam)
    press(page, "a", "n", "n")
    page.get_by_role("button", name="刪去選項 B").click()
    wait_sentence(page, "已儲存")
    page.reload()
    expect(page.get_by_role("heading", name="第 3 題")).to_be_visible()
    expect(page.get_by_role("button", name="刪去選項 B")).to_have_attribute("aria-pressed", "true")
    wait_sentence(page, "已儲存 10:00:00（第 1 題）")


def test_looks_are_remembered_and_nothing_scrolls_sideways(context: BrowserContext) -> None:
    page = open_screen(context, FakeExam())
    page.get_by_role("button", name="顯示").click()
    page.get_by_label("文字大小").select_option("200")
    page.get_by_role("radio", name="米黃底黑字").check()
    page.get_by_role("button", name="完成").click()
    page.set_viewport_size({"width": 320, "height": 640})
    later = open_screen(context, FakeExam())
    later.set_viewport_size({"width": 320, "height": 640})
    for each in (page, later):
        looks = each.evaluate("[document.documentElement.dataset.theme, document.documentElement.dataset.examSize]")
        assert looks == ["cream", "200"]
        assert each.evaluate("document.documentElement.scrollWidth") == 320


def test_review_jumps_to_an_unanswered_item(context: BrowserContext) -> None:
    page = open_screen(context, FakeExam())
    press(page, "a", "s")
    page.get_by_role("button", name="前往第 4 題").click()
    expect(page.get_by_role("heading", name="第 4 題")).to_be_focused()
