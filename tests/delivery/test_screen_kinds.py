"""Every kind of item on the exam screen: answered by keys, kept over a reload, never half typed, readable at 320 px."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from question_bank.items.enums import ItemKind
from tests.journeys.product import check_accessibility
from tests.support.kinds import SAMPLES, Sample
from tests.support.screen import FakeExam, chromium, open_screen, pass_time, wait_sentence

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


def exam_of(*kinds: ItemKind, group: tuple[int, ...] = ()) -> FakeExam:
    """An exam with these items; a single choice follows, so that there is somewhere to go."""
    samples: list[Sample] = [SAMPLES[kind] for kind in (*kinds, ItemKind.SINGLE)]
    return FakeExam(samples=samples, group=group)


def saved(page: Page, exam: FakeExam, position: int = 1) -> list[str] | None:
    wait_sentence(page, f"（第 {position} 題）")
    return exam.answer(position)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def answer_with(page: Page, key: str) -> None:
    """Press a key that changes the answer, and wait until the server has it."""
    with page.expect_response("**/answers/v1/*"):
        page.keyboard.press(key)


def tab_to(page: Page, selector: str) -> None:
    """Tab, and nothing else, until this has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_multiple_choice_by_keys_toggles(context: BrowserContext) -> None:
    exam = exam_of(ItemKind.MULTIPLE)
    page = open_screen(context, exam)
    expect(page.get_by_role("group", name="第 1 題 （複選） 下列哪些是溫室氣體？")).to_be_visible()
    for key in ("1", "c"):
        answer_with(page, key)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    page.reload()
    expect(page.get_by_role("checkbox", name="A 甲烷")).to_be_checked()
    expect(page.get_by_role("checkbox", name="C 氧氣")).to_be_checked()
    assert exam.answer(1) == ["c", "d"]  # in the order of the item, whatever stood first here
    answer_with(page, "c")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    page.get_by_role("button", name="清除作答").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    expect(page.locator("[data-answered]")).to_have_text("已作答 0／2")


def test_true_and_false_have_keys_of_their_own(context: BrowserContext) -> None:
    exam = exam_of(ItemKind.TRUE_FALSE)
    page = open_screen(context, exam)
    answer_with(page, "f")
    assert exam.answer(1) == ["false"]
    answer_with(page, "1")
    expect(page.get_by_role("radio", name="○ 是")).to_be_checked()
    page.reload()
    expect(page.get_by_role("radio", name="○ 是")).to_be_checked()
    press(page, "n")
    expect(page.get_by_role("heading", name="第 2 題")).to_be_visible()
    assert exam.answer(1) == ["true"]


def test_a_number_is_typed_without_triggering_keys(context: BrowserContext) -> None:
    exam = exam_of(ItemKind.NUMERICAL)
    page = open_screen(context, exam)
    tab_to(page, "[data-field]")
    page.keyboard.type("1.2e3 pn")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="第 1 題")).to_be_visible()
    assert saved(page, exam) == ["1.2e3 pn"]
    page.get_by_label("答案").fill("500")
    tab_to(page, "[data-unit]")
    answer_with(page, "Space")
    expect(page.get_by_role("radio", name="公斤")).to_be_checked()
    page.reload()
    expect(page.get_by_label("答案")).to_have_value("500")
    expect(page.get_by_role("radio", name="公斤")).to_be_checked()
    assert exam.answer(1) == ["500", "kg"]


def test_words_are_saved_after_a_pause_and_when_the_item_is_left(context: BrowserContext) -> None:
    exam = exam_of(ItemKind.SHORT_TEXT)
    page = open_screen(context, exam)
    field = page.get_by_label("答案")
    field.press_sequentially("二氧")
    assert exam.saves == []
    pass_time(page, exam, 1)
    assert saved(page, exam) == ["二氧"]
    field.press_sequentially("化碳")
    page.get_by_role("button", name="下一題").click()
    expect(page.get_by_role("heading", name="第 2 題")).to_be_visible()
    page.get_by_role("button", name="上一題").click()
    expect(page.get_by_label("答案")).to_have_value("二氧化碳")
    wait_sentence(page, "已儲存")
    assert exam.answer(1) == ["二氧化碳"]


def test_a_composition_is_no_answer_until_it_ends(context: BrowserContext) -> None:
    exam = exam_of(ItemKind.SHORT_TEXT)
    page = open_screen(context, exam)
    page.get_by_label("答案").focus()
    keyboard = context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "ㄐㄧㄥ", "selectionStart": 3, "selectionEnd": 3})
    pass_time(page, exam, 5)
    expect(page.get_by_label("答案")).to_have_value("ㄐㄧㄥ")
    assert exam.saves == []
    keyboard.send("Input.insertText", {"text": "淨"})
    pass_time(page, exam, 1)
    assert saved(page, exam) == ["淨"]
    assert [each["options"] for save in exam.saves for each in save["answers"]] == [["淨"]]


def test_typing_is_kept_when_the_page_is_left(context: BrowserContext) -> None:
    exam = exam_of(ItemKind.SHORT_TEXT)
    page = open_screen(context, exam)
    page.get_by_label("答案").press_sequentially("甲烷")
    page.reload()
    expect(page.get_by_label("答案")).to_have_value("甲烷")
    wait_sentence(page, "已儲存")
    assert exam.answer(1) == ["甲烷"]
    exam.lost = True
    page.get_by_label("答案").press_sequentially("、")
    page.reload()
    expect(page.get_by_label("答案")).to_have_value("、甲烷")
    wait_sentence(page, "1 題待傳")
    exam.lost = False
    pass_time(page, exam, 20)
    wait_sentence(page, "已儲存")
    assert exam.answer(1) == ["、甲烷"]


def test_a_flag_or_the_review_never_loses_what_is_typed(context: BrowserContext) -> None:
    exam = exam_of(ItemKind.SHORT_TEXT)
    page = open_screen(context, exam)
    page.get_by_label("答案").press_sequentially("甲烷")
    page.get_by_role("button", name="標記這題").click()
    expect(page.get_by_label("答案")).to_have_value("甲烷")
    page.get_by_label("答案").press("End")
    page.get_by_label("答案").press_sequentially("！")
    page.get_by_role("button", name="檢視與交卷").first.click()
    expect(page.locator("[data-review-part=answered]")).to_have_text("1 題")
    wait_sentence(page, "已儲存")
    assert exam.answer(1) == ["甲烷！"]


def test_blanks_are_no_answer(context: BrowserContext) -> None:
    exam = exam_of(ItemKind.SHORT_TEXT, ItemKind.NUMERICAL)
    page = open_screen(context, exam)
    page.get_by_label("答案").press_sequentially("　 ")
    press(page, "Tab", "Tab")
    page.get_by_role("button", name="下一題").click()
    page.get_by_role("radio", name="公斤").check()
    expect(page.locator("[data-answered]")).to_have_text("已作答 0／3")
    assert exam.saves == []


def test_matching_by_keys(context: BrowserContext) -> None:
    exam = exam_of(ItemKind.MATCHING)
    page = open_screen(context, exam)
    tab_to(page, "[data-row=r1]")
    press(page, "ArrowDown")
    tab_to(page, "[data-row=r2]")
    answer_with(page, "ArrowDown")
    answer_with(page, "ArrowDown")
    expect(page.get_by_label("外購電力")).to_have_value("t2")
    page.reload()
    expect(page.get_by_label("自有鍋爐").locator("option:checked")).to_have_text("A　範疇三")
    expect(page.get_by_label("外購電力").locator("option:checked")).to_have_text("B　範疇二")
    assert exam.answer(1) == ["r1:t3", "r2:t2"]


def test_ordering_by_keys_is_announced_and_keeps_the_focus(context: BrowserContext) -> None:
    exam = exam_of(ItemKind.ORDERING)
    page = open_screen(context, exam)  # shown as c a d b: 計算排放、設定邊界、查證、蒐集數據
    tab_to(page, "[data-part=a] [data-move='-1']")
    press(page, "Enter")
    expect(page.locator("[data-said]")).to_have_text("選項 B 移到第 1 位，共 4 位。")
    expect(page.get_by_role("button", name="選項 B 上移")).to_be_focused()
    expect(page.get_by_role("button", name="選項 B 上移")).to_have_attribute("aria-disabled", "true")
    assert saved(page, exam) == ["a", "c", "d", "b"]
    press(page, "Enter")
    assert len(exam.saves) == 1
    page.reload()
    expect(page.locator("[data-order] .face-text")).to_have_text(["設定邊界", "計算排放", "查證", "蒐集數據"])
    expect(page.locator("[data-order] [data-letter]")).to_have_text(["B", "A", "C", "D"])
    page.get_by_role("button", name="清除作答").click()
    expect(page.locator("[data-order] .face-text")).to_have_text(["計算排放", "設定邊界", "查證", "蒐集數據"])
    wait_sentence(page, "已儲存")
    assert exam.answer(1) == []


def test_the_order_shown_can_be_taken_as_it_stands(context: BrowserContext) -> None:
    exam = exam_of(ItemKind.ORDERING)
    page = open_screen(context, exam)
    expect(page.locator("[data-answered]")).to_have_text("已作答 0／2")
    page.get_by_role("button", name="採用目前的順序").press("Enter")
    assert saved(page, exam) == ["c", "a", "d", "b"]


def test_ordering_by_dragging(context: BrowserContext) -> None:
    exam = exam_of(ItemKind.ORDERING)
    page = open_screen(context, exam)
    source = page.locator("[data-part=c] [data-handle]").bounding_box()
    target = page.locator("[data-part=d]").bounding_box()
    assert source is not None
    assert target is not None
    page.mouse.move(source["x"] + 5, source["y"] + 20)
    page.mouse.down()
    page.mouse.move(source["x"] + 5, target["y"] + target["height"] - 4, steps=12)
    page.mouse.up()
    assert saved(page, exam) == ["a", "d", "c", "b"]
    assert len(exam.saves) == 1


def test_another_order_in_the_journal_is_sent_again(context: BrowserContext) -> None:
    exam = exam_of(ItemKind.ORDERING)
    page = open_screen(context, exam)
    page.get_by_role("button", name="採用目前的順序").click()
    wait_sentence(page, "已儲存")
    exam.lost = True
    page.get_by_role("button", name="選項 A 下移").click()
    wait_sentence(page, "1 題待傳")
    page.reload()
    wait_sentence(page, "1 題待傳")
    exam.lost = False
    pass_time(page, exam, 20)
    wait_sentence(page, "已儲存")
    assert exam.answer(1) == ["a", "c", "d", "b"]


def test_parts_share_their_stem_in_sight(context: BrowserContext) -> None:
    exam = exam_of(ItemKind.TRUE_FALSE, ItemKind.SINGLE, ItemKind.MULTIPLE, group=(2, 3))
    page = open_screen(context, exam)
    stem = page.get_by_role("region", name="題組（第 2–3 題）")
    expect(stem).to_be_hidden()
    press(page, "n")
    expect(stem).to_contain_text("共同題幹")
    expect(page.get_by_role("heading", name="第 2 題")).to_be_focused()
    text = page.locator("[data-stimulus-part=text]")
    text.evaluate("text => { text.style.maxBlockSize = '6rem'; text.scrollTop = 40; }")
    press(page, "b", "n")
    expect(page.get_by_role("heading", name="第 3 題")).to_be_focused()
    assert text.evaluate("text => text.scrollTop") == 40
    press(page, "n")
    expect(stem).to_be_hidden()
    names = page.locator("[data-cells] button").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert names == [
        "第 1 題，看過未作答",
        "第 2 題，已作答，題組第 2 至 3 題",
        "第 3 題，看過未作答，題組第 2 至 3 題",
        "第 4 題，看過未作答",
    ]


@pytest.mark.parametrize("width", [320, 1440])
def test_every_kind_fits_and_is_accessible(context: BrowserContext, width: int) -> None:
    samples = [*SAMPLES.values(), SAMPLES[ItemKind.SINGLE], SAMPLES[ItemKind.MULTIPLE]]
    exam = FakeExam(samples=samples, group=(8, 9))
    page = open_screen(context, exam)
    page.set_viewport_size({"width": width, "height": 1600})
    for position in range(1, exam.items + 1):
        expect(page.get_by_role("heading", name=f"第 {position} 題")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        check_accessibility(page)
        page.get_by_role("button", name="下一題").click(force=True)


def test_a_locked_paper_locks_every_kind(context: BrowserContext) -> None:
    exam = FakeExam(samples=list(SAMPLES.values()))
    page = open_screen(context, exam)
    exam.lease += 1  # continued elsewhere
    pass_time(page, exam, 20)
    page.get_by_role("button", name="在此繼續作答").wait_for()
    for position in range(1, exam.items + 1):
        expect(page.get_by_role("heading", name=f"第 {position} 題")).to_be_visible()
        enabled = "form [data-item=face] :is(input, select):not(:disabled), [data-move][aria-disabled=false]"
        expect(page.locator(enabled)).to_have_count(0)
        press(page, "1", "t", "n")
    assert exam.saves == []
