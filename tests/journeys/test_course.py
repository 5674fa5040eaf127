"""The course: one's own seat, the roster of one's own school and nobody else's, lessons and hours."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.product import Product, check_accessibility, look, sign_in

Visit = Callable[..., Page]


def test_the_learner_finds_the_seat_and_the_school_its_roster(product: Product, visit: Visit) -> None:
    learner = visit()
    sign_in(learner, product, "learner")
    look(learner, product, "/classes/mine/")
    seat = learner.get_by_role("main")
    for part in ("期別 11502", "學號 001", "臺灣師範大學", "結訓"):
        expect(seat).to_contain_text(part)
    learner.get_by_role("link", name="課程表").click()
    expect(learner.get_by_role("main")).to_contain_text("12,000 元")
    expect(learner.get_by_role("main")).to_contain_text("您的學號是 001")
    check_accessibility(learner)

    coordinator = visit()
    sign_in(coordinator, product, "coordinator")
    coordinator.get_by_role("main").get_by_role("link", name="本校班別").click()
    check_accessibility(coordinator)
    coordinator.get_by_role("link", name=re.compile("名冊.*11502")).click()
    row = coordinator.get_by_role("row").filter(has_text="範小青")
    for shown in (re.compile("001"), re.compile("結訓"), re.compile(r"\d+ / 48")):
        expect(row).to_contain_text(shown)
    check_accessibility(coordinator)
    roster = coordinator.url
    with coordinator.expect_download() as table:
        coordinator.get_by_role("button", name="XLSX").click()
    assert table.value.path().read_bytes().startswith(b"PK")

    stranger = visit()
    sign_in(stranger, product, "stranger")
    token = stranger.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    refused = stranger.request.post(
        f"{roster}xlsx/", form={"csrfmiddlewaretoken": token}, headers={"Referer": stranger.url}
    )
    assert refused.status == 404
    look(stranger, product, roster.removeprefix(product.address), status=404)
    expect(stranger.get_by_role("main")).not_to_contain_text("範小青")
    assert learner.request.get(roster).status == 403


def test_a_lesson_done_makes_the_hours_grow_and_can_be_taken_back(product: Product, visit: Visit) -> None:
    page = visit()
    sign_in(page, product, "learner")
    page.get_by_role("navigation", name="主選單").get_by_role("link", name="課程學習").click()
    expect(page.get_by_role("complementary")).to_contain_text("15 / 48")
    check_accessibility(page)
    page.get_by_role("link", name="繼續第 6 單元").click()
    expect(page.get_by_role("main")).to_contain_text("資料來源")
    check_accessibility(page)
    page.get_by_role("button", name="標記為完成").click()
    expect(page.get_by_role("status").filter(has_text="已完成這一課")).to_be_focused()
    check_accessibility(page)
    lesson = page.url
    page.goto(f"{product.address}/learn/")
    expect(page.get_by_role("complementary")).to_contain_text("18 / 48")
    page.goto(lesson)
    page.get_by_role("button", name="取消完成").click()
    expect(page.get_by_role("button", name="標記為完成")).to_be_visible()
    page.goto(f"{product.address}/my/")
    expect(page.get_by_role("main")).to_contain_text("15 / 48")
    check_accessibility(page)
