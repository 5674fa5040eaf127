"""Time on the exam screen: the server's clock, polite notices, who gave more, the end."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.screen import FakeExam, chromium, open_screen, pass_time, wait_sentence

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


def left(page: Page) -> str:
    return page.locator("[data-left]").inner_text()


def test_the_candidates_own_clock_decides_nothing(context: BrowserContext) -> None:
    exam = FakeExam(minutes=75)
    page = open_screen(context, exam, now=exam.now + dt.timedelta(days=1))
    assert left(page) in ("75:00", "74:59")
    assert page.locator("[data-until]").inner_text() == "11:15 結束"
    page.clock.set_system_time(exam.now - dt.timedelta(days=2))
    pass_time(page, exam, 60)
    assert left(page) in ("74:00", "73:59")


def test_notices_at_thirty_ten_five_and_one_minute(context: BrowserContext) -> None:
    exam = FakeExam(minutes=31)
    page = open_screen(context, exam)
    notice, alert = page.locator("[data-notice]"), page.locator("[data-alert]")
    heard = []
    for seconds in (30, 40, 19 * 60, 70, 5 * 60):
        pass_time(page, exam, seconds)
        page.clock.run_for(600)
        heard.append(notice.inner_text())
    # What was said a minute ago is no longer true and goes.
    assert heard == ["", "剩餘 30 分鐘。", "", "剩餘 10 分鐘。", "剩餘 5 分鐘。"]
    pass_time(page, exam, 4 * 60)
    expect(alert).to_have_text("剩餘 1 分鐘。")


def test_a_hidden_clock_comes_back_at_five_minutes(context: BrowserContext) -> None:
    exam = FakeExam(minutes=7)
    page = open_screen(context, exam)
    page.get_by_role("button", name="隱藏剩餘時間").click()
    assert left(page) == "時間已隱藏"
    page.keyboard.press("Alt+t")
    page.clock.run_for(100)
    assert page.locator("[data-notice]").inner_text() == "剩餘約 7 分鐘，10:07 結束。"
    pass_time(page, exam, 2 * 60 + 1)
    assert left(page) in ("04:59", "04:58")
    expect(page.get_by_role("button", name="隱藏剩餘時間")).to_be_hidden()


def test_given_time_says_in_which_role_and_no_private_reason(context: BrowserContext) -> None:
    exam = FakeExam(minutes=10)
    page = open_screen(context, exam)
    exam.grant(600, "身體不適")
    pass_time(page, exam, 20)
    expect(page.locator("[data-messages=unread] [data-text]")).to_have_text(["加時 10 分鐘：監試人員（突發事件）"])
    assert page.locator("[data-until]").inner_text() == "10:20 結束"
    page.clock.run_for(100)
    expect(page.locator("[data-notice]")).to_have_text("加時 10 分鐘：監試人員（突發事件）")
    exam.grant(300, "停電", kind="room")
    exam.grant(1200, "核定", kind="accommodation")
    pass_time(page, exam, 20)
    expect(page.locator("[data-messages=unread] [data-text]")).to_have_text(
        ["加時 5 分鐘：監試人員（全試場），停電", "加時 10 分鐘：監試人員（突發事件）"]
    )
    assert page.locator("[data-until]").inner_text() == "10:45 結束"


def test_the_end_locks_saves_and_shows_the_receipt(context: BrowserContext) -> None:
    exam = FakeExam(minutes=2)
    page = open_screen(context, exam)
    page.keyboard.press("a")
    wait_sentence(page, "已儲存")
    pass_time(page, exam, 121)
    expect(page.get_by_role("heading", name="時間到，測驗結束")).to_be_focused()
    page.get_by_text("第 1 題，10:00:00").wait_for()
    expect(page.get_by_role("link", name="繼續")).to_have_attribute("href", "/next/")
    expect(page.locator("[data-item=face]")).to_be_hidden()


def test_a_pause_lowers_a_veil_and_resumes_by_itself(context: BrowserContext) -> None:
    exam = FakeExam(minutes=60)
    page = open_screen(context, exam)
    exam.pause()
    pass_time(page, exam, 20)
    expect(page.get_by_role("heading", name="測驗暫停中")).to_be_focused()
    expect(page.locator("[data-item=face]")).to_be_hidden()
    pass_time(page, exam, 600)
    assert left(page) == "60:00"
    page.keyboard.press("n")
    exam.resume()
    pass_time(page, exam, 20)
    expect(page.get_by_role("heading", name="第 1 題")).to_be_focused()
    expect(page.get_by_role("radio", name="A Option 1c")).to_be_enabled()
    assert left(page) in ("59:40", "59:39")
    expect(page.locator("[data-messages=unread] [data-text]")).to_have_text(
        ["加時 10 分鐘 20 秒：監試人員（暫停補時）"]
    )


def test_before_the_leaving_minute_the_button_says_why(context: BrowserContext) -> None:
    exam = FakeExam(leave_after_minutes=15)
    page = open_screen(context, exam)
    pass_time(page, exam, 60)
    page.keyboard.press("s")
    page.get_by_text("10:15 起才可以交卷離場，還要 14:00。").wait_for()
    page.get_by_role("button", name="我要交卷").click(force=True)  # only said to be disabled, so that it can explain
    expect(page.get_by_role("button", name="確定交卷")).to_be_hidden()
    pass_time(page, exam, 14 * 60)
    page.get_by_role("button", name="我要交卷").click()
    expect(page.get_by_role("button", name="確定交卷")).to_be_visible()
