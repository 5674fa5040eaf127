"""What the room sends to the screen and the screen to the room: messages, help, remarks, signals, large type."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.support.screen import FakeExam, chromium, open_screen, open_tab, pass_time, wait_sentence

pytestmark = pytest.mark.journey
UNREAD = "[data-messages=unread] li"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="zh-TW", viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


def test_a_message_is_spoken_stands_until_dismissed_and_stays_readable(context: BrowserContext) -> None:
    exam = FakeExam()
    page = open_screen(context, exam)
    expect(page.get_by_role("button", name="訊息")).to_be_hidden()
    exam.announce("請確認<b>座位</b>號碼。")
    pass_time(page, exam, 20)
    page.clock.run_for(100)
    expect(page.locator("[data-notice]")).to_have_text("請確認<b>座位</b>號碼。")
    expect(page.locator(UNREAD)).to_have_text("10:00 請確認<b>座位</b>號碼。知道了")
    page.get_by_role("button", name="知道了").click()
    expect(page.locator(UNREAD)).to_have_count(0)
    expect(page.get_by_role("heading", name="第 1 題")).to_be_focused()
    exam.announce("第二則。")
    pass_time(page, exam, 20)
    expect(page.locator(UNREAD)).to_have_count(1)
    page.reload()
    expect(page.locator(UNREAD)).to_have_text("10:00 第二則。知道了")
    page.get_by_role("button", name="訊息").click()
    expect(page.get_by_role("dialog", name="訊息").get_by_role("listitem")).to_have_count(2)


def test_calling_for_help_says_when_it_was_heard_and_never_pretends(context: BrowserContext) -> None:
    exam = FakeExam()
    page = open_screen(context, exam)
    exam.lost = True
    page.get_by_role("button", name="呼叫監試").click()
    page.get_by_role("button", name="通知監試人員").click()
    expect(page.locator("[data-call-said]")).to_have_text("目前沒有連線，通知沒有送出。請舉手。")
    exam.lost = False
    page.get_by_role("button", name="通知監試人員").click()
    expect(page.locator("[data-call-said]")).to_have_text("已於 10:00:00 通知監試人員，請留在座位上。")
    assert exam.asides == [("help", {"lease": 1})]


def test_a_remark_is_kept_with_its_item_until_it_was_sent(context: BrowserContext) -> None:
    exam = FakeExam(lost=True)
    page = open_screen(context, exam)
    page.keyboard.press("n")
    page.get_by_text("更多", exact=True).click()
    page.get_by_role("button", name="對本題提出疑義").click()
    field = page.get_by_label("疑義內容")
    expect(field).to_be_focused()
    field.press_sequentially("a、b 兩個選項相同 n s")
    page.get_by_role("button", name="送出疑義").click()
    expect(page.locator("[data-remark=said]")).to_contain_text("沒有送出")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="第 2 題")).to_be_visible()
    exam.lost = False
    page.get_by_text("更多", exact=True).click()
    page.get_by_role("button", name="對本題提出疑義").click()
    expect(field).to_have_value("a、b 兩個選項相同 n s")
    page.get_by_role("button", name="送出疑義").click()
    expect(page.locator("[data-remark=said]")).to_have_text("已送出並保留。")
    assert exam.asides == [("remark", {"lease": 1, "item": exam.item(2), "text": "a、b 兩個選項相同 n s"})]


def test_signals_go_in_batches_and_say_no_more_than_the_rules_do(context: BrowserContext) -> None:
    exam = FakeExam()
    page = open_screen(context, exam)
    for seconds in (0.3, 7):  # the first is a window of the input method
        page.evaluate("dispatchEvent(new Event('blur'))")
        page.clock.run_for(int(seconds * 1000))
        page.evaluate("dispatchEvent(new Event('focus'))")
    page.evaluate("document.dispatchEvent(new Event('paste'))")
    assert exam.asides == []
    pass_time(page, exam, 31)
    sent = [{"kind": "focus_lost", "seconds": 7}, {"kind": "paste", "seconds": 0}]
    page.keyboard.press("a")
    wait_sentence(page, "已儲存")  # by now the batch has gone
    assert exam.asides == [("signals", {"lease": 1, "signals": sent})]
    page.get_by_role("button", name="說明").click()
    expect(page.get_by_role("dialog", name="操作說明")).to_contain_text("記錄離開畫面、貼上文字與斷線的時間")


def test_a_mock_has_no_room(context: BrowserContext) -> None:
    exam = FakeExam(mock=True)
    page = open_screen(context, exam)
    expect(page.get_by_role("button", name="呼叫監試")).to_have_count(0)
    expect(page.get_by_text("更多", exact=True)).to_have_count(0)
    page.evaluate("document.dispatchEvent(new Event('paste'))")
    pass_time(page, exam, 31)
    page.keyboard.press("a")
    wait_sentence(page, "已儲存")
    assert exam.asides == []


def test_large_type_is_the_default_of_whom_it_was_granted(context: BrowserContext) -> None:
    size = "document.documentElement.dataset.examSize"
    page = open_screen(context, FakeExam(large_type=True, rest_minutes=10))
    assert page.evaluate(size) == "150"
    page.get_by_role("button", name="說明").click()
    expect(page.get_by_text("您可以休息 10 分鐘")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="顯示").click()
    page.get_by_label("文字大小").select_option("115")
    again = open_screen(context, FakeExam(large_type=True))
    assert again.evaluate(size) == "115"


def test_a_reload_during_a_pause_comes_back_to_the_veil(context: BrowserContext) -> None:
    exam = FakeExam(minutes=60)
    page = open_screen(context, exam)
    exam.pause()
    pass_time(page, exam, 300)
    page.reload()
    expect(page.get_by_role("heading", name="測驗暫停中")).to_be_focused()
    expect(page.locator("[data-item=face]")).to_be_hidden()
    assert page.locator("[data-left]").inner_text() == "60:00"


def test_a_sealed_sitting_does_not_go_on_inside_an_app(browser: Browser) -> None:
    for agent in ("Mozilla/5.0 Line/14.2.1", "Mozilla/5.0 [FBAN/FBIOS;FBAV/440]", "Mozilla/5.0 Instagram 300.0"):
        inside = browser.new_context(user_agent=agent)
        exam = FakeExam()
        page = open_tab(inside, exam)
        page.wait_for_url(f"**/exam/{exam.attempt}/")
        assert exam.lease == 0
        mock = open_screen(inside, FakeExam(mock=True))
        expect(mock.locator("[data-sentence]")).to_be_visible()
        inside.close()
