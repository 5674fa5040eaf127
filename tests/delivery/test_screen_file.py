"""The network never comes back: the answer file, offered, written, and readable with the attempt's own key only."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from playwright.sync_api import Browser, BrowserContext, Page, expect

from exams.delivery.rules import answer_files
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


def save(page: Page) -> bytes:
    with page.expect_download() as waiting:
        page.locator("[data-save-file]:visible").click()
    assert waiting.value.suggested_filename.startswith("greenstep-answers-")
    return Path(str(waiting.value.path())).read_bytes()


def test_the_file_holds_what_is_unsent_and_opens_for_its_attempt_only(context: BrowserContext) -> None:
    exam = FakeExam()
    page = open_screen(context, exam)
    page.keyboard.press("a")
    wait_sentence(page, "已儲存")
    exam.lost = True
    for key in ("n", "b", "m", "n", "d"):
        page.keyboard.press(key)
    wait_sentence(page, "2 題待傳")
    expect(page.locator("[data-file-offer]")).to_be_hidden()
    pass_time(page, exam, 30)
    pass_time(page, exam, 40)
    expect(page.locator("[data-file-offer]")).to_contain_text("有 2 題還在這台裝置上")
    content = save(page)
    expect(page.locator("[data-file-said]").first).to_contain_text("已存成 greenstep-answers-")
    sealed = answer_files.outside(content)
    opened = AESGCM(exam.file_key).decrypt(sealed.iv, sealed.data, answer_files.bound_to(exam.attempt))
    contents = answer_files.inside(opened, exam.attempt)
    assert contents.lease == 1
    assert [(each.seq, each.item, each.options, each.flagged) for each in contents.events] == [
        (2, exam.item(2), ("a",), False),
        (3, exam.item(2), ("a",), True),
        (4, exam.item(3), ("b",), False),
    ]
    with pytest.raises(InvalidTag):
        AESGCM(exam.file_key).decrypt(sealed.iv, sealed.data, b"another attempt")
    said = json.loads(content)
    assert said.keys() == {"format", "version", "attempt", "iv", "data"}
    assert b"options" not in base64.b64decode(said["data"])
    exam.lost = False
    pass_time(page, exam, 20)
    expect(page.locator("[data-file-offer]")).to_be_hidden()


def test_time_up_without_a_network_says_so_and_offers_the_file(context: BrowserContext) -> None:
    exam = FakeExam(minutes=2)
    page = open_screen(context, exam)
    page.keyboard.press("a")
    wait_sentence(page, "已儲存")
    page.route("**/answers/**", lambda route: route.abort())
    page.keyboard.press("n")
    page.keyboard.press("b")
    wait_sentence(page, "1 題待傳")
    pass_time(page, exam, 121)
    pass_time(page, exam, 10)
    expect(page.get_by_role("heading", name="時間到；正在等待連線")).to_be_focused()
    expect(page.locator("[data-end]")).to_contain_text("本機還有 1 題未送達")
    expect(page.locator("[data-item=face]")).to_be_hidden()
    assert answer_files.outside(save(page)).attempt == exam.attempt
    page.unroute("**/answers/**")
    pass_time(page, exam, 20)
    expect(page.get_by_role("heading", name="時間到，測驗結束")).to_be_visible()
    page.get_by_text("1 題在結束後才送達").wait_for()
    expect(page.locator("[data-end-part=receipt]")).to_have_text("ABCDEFGH23")
