"""The exam screen in trouble: no network until the end, text at 200 %, an in-app browser, help and remarks."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.exam import Sitting, rows
from tests.journeys.product import Product, check_accessibility, look
from tests.journeys.test_mock import GREEN, begin

Visit = Callable[..., Page]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def late(product: Product, attempt: str) -> list[tuple[str, int]]:
    """Why late answers of an attempt were kept, and how many."""
    return rows(
        product,
        "select why, count(*) from delivery_lateanswer where attempt_id ="
        " (select id from delivery_attempt where public_id = ?) group by why",
        attempt.replace("-", ""),
    )


def test_unsent_answers_travel_in_a_file(product: Product, visit: Visit, tmp_path: Path) -> None:
    page = visit()
    page.clock.install()
    paper = begin(page, product, GREEN)
    paper.answer_from(1, 2)
    page.context.set_offline(True)
    for number in (3, 4):
        page.keyboard.press("n")
        paper.answer(number)
    expect(paper.part("sentence")).to_have_text("離線：2 題待傳，請繼續作答")
    page.clock.fast_forward("01:10")
    offer = page.locator("[data-file-offer]")
    expect(offer).to_contain_text("有 2 題還在這台裝置上")
    check_accessibility(page)
    with page.expect_download() as waiting:
        offer.get_by_role("button", name="存成作答檔").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert paper.answered() == 2

    stick = page.context.new_page()
    page.close()
    stick.context.set_offline(False)
    look(stick, product, f"/exam/{paper.attempt}/")
    stick.get_by_role("link", name="有作答畫面存出的作答檔要上傳？").click()
    check_accessibility(stick)
    stick.get_by_label("作答檔").set_input_files(file)
    stick.get_by_role("button", name="上傳").click()
    expect(stick.get_by_role("main")).to_contain_text("已收下 2 筆")
    check_accessibility(stick)
    assert late(product, paper.attempt) == [("answer_file", 2)]
    assert paper.answered() == 2  # evidence counts for nothing by itself

    other = visit()
    foreign = begin(other, product, GREEN)
    look(other, product, f"/exam/{foreign.attempt}/answer-file/")
    other.get_by_label("作答檔").set_input_files(file)
    other.get_by_role("button", name="上傳").click()
    expect(other.get_by_role("main")).to_contain_text("這個作答檔屬於另一份考卷")

    look(stick, product, f"/exam/{paper.attempt}/")
    again = Sitting(stick, product)
    again.begin()
    again.at(4)
    again.await_saved(4)  # what the journal of this device kept
    assert again.answered() == 4


def test_large_text_and_narrow_windows_never_scroll_sideways(product: Product, visit: Visit) -> None:
    page = visit(width=640, height=450)  # 1280 × 900 at 200 %
    paper = begin(page, product, GREEN)
    page.get_by_role("button", name="顯示").click()
    page.get_by_label("文字大小").select_option("200")
    page.get_by_role("radio", name="最寬").check()
    page.get_by_role("button", name="完成").click()
    for width, height in ((640, 450), (320, 256)):  # 200 % and 400 %
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(SIDEWAYS) == 0
        check_accessibility(page)
        review = paper.review()
        assert review.evaluate("each => each.scrollWidth - each.clientWidth") == 0
        page.keyboard.press("Escape")
        page.locator("[data-open-sheet]").click()
        assert page.get_by_role("dialog").evaluate("each => each.scrollWidth - each.clientWidth") == 0
        page.keyboard.press("Escape")
    paper.hand_in()
    assert page.evaluate(SIDEWAYS) == 0


def test_looks_work_with_forced_colours_and_in_every_theme(product: Product, visit: Visit) -> None:
    page = visit()
    paper = begin(page, product, GREEN)
    paper.answer_from(1, 2)
    page.keyboard.press("m")
    for theme in ("深色", "米黃底黑字", "白底黑字"):
        page.get_by_role("button", name="顯示").click()
        page.get_by_role("radio", name=theme).check()
        check_accessibility(page)
        page.get_by_role("button", name="完成").click()
        check_accessibility(page)
    page.emulate_media(reduced_motion="reduce", forced_colors="active")  # axe cannot see forced colours
    ground = "cells => cells.slice(0, 3).map(cell => getComputedStyle(cell).backgroundColor)"
    answered, marked, unseen = page.locator("[data-cells] button").evaluate_all(ground)
    assert answered == marked != unseen
    page.wait_for_function("() => document.getAnimations().every(each => each.playState !== 'running')")


def test_an_app_inside_is_told_the_way_out(product: Product, visit: Visit) -> None:
    page = visit()
    page.add_init_script(
        "Object.defineProperty(navigator, 'userAgent', {get: () => 'Mozilla/5.0 (iPhone) Line/14.2.1'})"
    )
    look(page, product, "/mock/")
    page.get_by_role("region", name=GREEN).get_by_role("button").click()
    page.wait_for_url("**/exam/**")
    expect(page.get_by_role("main")).to_contain_text("請改用瀏覽器開啟")
    way = page.get_by_role("link", name="用系統瀏覽器開啟本頁")
    expect(way).to_have_attribute("href", re.compile(r"\?openExternalBrowser=1$"))
    check_accessibility(page)
    Sitting(page, product).begin()  # a mock only warns
