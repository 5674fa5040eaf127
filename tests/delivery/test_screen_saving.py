"""The exam screen never loses an answer and never says "saved" for one that is not (SV-05, I5)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.support.screen import FakeExam, chromium, open_screen, pass_time, sentence, wait_sentence

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="zh-TW")
    yield opened
    opened.close()


def test_saved_is_said_after_the_acknowledgement_only(context: BrowserContext) -> None:
    exam = FakeExam(lost=True)
    page = open_screen(context, exam)
    assert sentence(page) == "作答後會立即儲存"
    page.keyboard.press("b")
    expect(page.get_by_role("radio", name="B Option 1a")).to_be_checked()
    wait_sentence(page, "1 題待傳")
    assert exam.answer(1) is None
    exam.lost = False
    pass_time(page, exam, 20)
    wait_sentence(page, "已儲存 10:00:20（第 1 題）")
    assert exam.answer(1) == ["a"]


def test_an_unsent_answer_survives_a_reload_without_another_edit(context: BrowserContext) -> None:
    exam = FakeExam(lost=True)
    page = open_screen(context, exam)
    page.keyboard.press("c")
    wait_sentence(page, "1 題待傳")
    page.reload()
    wait_sentence(page, "1 題待傳")
    expect(page.get_by_role("radio", name="C Option 1d")).to_be_checked()
    exam.lost = False
    pass_time(page, exam, 20)
    wait_sentence(page, "已儲存")
    assert (exam.lease, exam.answer(1)) == (2, ["d"])


def test_a_newer_answer_of_another_device_stays(context: BrowserContext) -> None:
    exam = FakeExam()
    page = open_screen(context, exam)
    page.keyboard.press("a")
    wait_sentence(page, "（第 1 題）")
    exam.lost = True
    page.keyboard.press("b")
    wait_sentence(page, "1 題待傳")
    exam.answers[exam.item(1)] = {"options": ["b"], "flagged": False}
    exam.lost = False
    page.route("**/answers/v1/*", lambda route: route.abort(), times=1)  # the flush of the closing page
    page.reload()
    page.get_by_text("第 1 題以另一個裝置較新的答案為準。").wait_for()
    expect(page.get_by_role("radio", name="D Option 1b")).to_be_checked()
    assert exam.answer(1) == ["b"]


def test_a_backlog_goes_in_batches_in_its_order(context: BrowserContext) -> None:
    exam = FakeExam(items=60, lost=True)
    page = open_screen(context, exam)
    for _ in range(60):
        page.keyboard.press("a")
        page.keyboard.press("n")
    wait_sentence(page, "60 題待傳")
    exam.lost = False
    pass_time(page, exam, 20)
    wait_sentence(page, "（第 60 題）")
    assert [len(save["answers"]) for save in exam.saves] == [50, 10]
    assert [each["seq"] for save in exam.saves for each in save["answers"]] == list(range(1, 61))


def test_not_saved_for_ten_seconds_is_an_alert_that_goes_again(context: BrowserContext) -> None:
    exam = FakeExam(failing=503)
    page = open_screen(context, exam)
    page.keyboard.press("a")
    wait_sentence(page, "連線不穩：1 題待傳")
    alert = page.locator("[data-alert]")
    assert alert.inner_text() == ""
    pass_time(page, exam, 12)
    expect(alert).to_have_text("有 1 題超過 10 秒尚未儲存到伺服器，系統會持續重試。")
    exam.failing = 0
    pass_time(page, exam, 20)
    wait_sentence(page, "已儲存")
    pass_time(page, exam, 1)
    expect(alert).to_be_empty()


def test_a_lost_lease_is_read_only_until_continued_here(context: BrowserContext) -> None:
    exam = FakeExam()
    first = open_screen(context, exam)
    first.keyboard.press("a")
    wait_sentence(first, "已儲存")
    second = open_screen(context, exam)
    first.keyboard.press("b")
    first.get_by_text("這份試卷已在另一個視窗或裝置作答，本頁只能閱讀。").wait_for()
    expect(first.get_by_role("radio", name="A Option 1c")).to_be_disabled()
    assert exam.answer(1) == ["c"]
    first.get_by_role("button", name="在此繼續作答").click()
    wait_sentence(first, "已儲存")
    assert (exam.lease, exam.answer(1)) == (3, ["a"])
    pass_time(second, exam, 20)
    second.get_by_role("button", name="在此繼續作答").wait_for()


def test_one_unreadable_answer_does_not_hold_up_the_others(context: BrowserContext) -> None:
    exam = FakeExam(lost=True)
    page = open_screen(context, exam)
    for key in ("a", "n", "a", "n", "a"):
        page.keyboard.press(key)
    wait_sentence(page, "3 題待傳")
    exam.lost = False
    page.route(
        "**/answers/v1/*",
        lambda route: (
            route.fulfill(status=400, body='{"code": "malformed"}')
            if f'"item":{exam.item(2)}' in (route.request.post_data or "")
            else route.fallback()
        ),
    )
    pass_time(page, exam, 20)
    expect(page.locator("[data-answered]")).to_have_text("已作答 3／5")
    wait_sentence(page, "1 題未儲存")
    assert [exam.answer(n) for n in (1, 2, 3)] == [["c"], None, ["c"]]


def test_answers_after_the_end_are_kept_and_said_so(context: BrowserContext) -> None:
    exam = FakeExam(minutes=1)
    page = open_screen(context, exam)
    exam.lost = True
    page.keyboard.press("a")
    wait_sentence(page, "1 題待傳")
    pass_time(page, exam, 61)
    exam.lost = False
    pass_time(page, exam, 20)
    page.get_by_role("heading", name="時間到，測驗結束").wait_for()
    page.get_by_text("1 題在結束後才送達，已保留給試務人員判斷，未列入作答。").wait_for()
    assert ([each["item"] for each in exam.late.values()], exam.answer(1)) == ([exam.item(1)], None)


def test_handing_in_waits_for_what_is_unsent(context: BrowserContext) -> None:
    exam = FakeExam(lost=True)
    page = open_screen(context, exam)
    page.keyboard.press("a")
    wait_sentence(page, "1 題待傳")
    page.keyboard.press("s")
    page.get_by_text("還有 1 題尚未傳送；傳送完成後就能交卷。").wait_for()
    expect(page.get_by_role("button", name="我要交卷")).to_have_attribute("aria-disabled", "true")
    exam.lost = False
    pass_time(page, exam, 20)
    page.get_by_role("button", name="我要交卷").click()
    page.get_by_text("還有 4 題未作答，確定要交卷嗎？").wait_for()
    page.get_by_role("button", name="確定交卷").click()
    page.get_by_role("heading", name="已交卷").wait_for()
    page.get_by_text("ABCDEFGH23").wait_for()
    assert (exam.state, exam.answer(1)) == ("ended", ["c"])
