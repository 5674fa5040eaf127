"""The figures: the administrator's table of every round, and what the public may read and download."""

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.product import Product, check_accessibility, look, sign_in

Visit = Callable[..., Page]


def test_the_administrator_reads_every_round(product: Product, visit: Visit) -> None:
    page = visit()
    sign_in(page, product, "admin")
    page.get_by_role("main").get_by_role("link", name="梯次統計").click()
    check_accessibility(page)
    titles = page.get_by_role("columnheader").all_inner_texts()
    assert titles[3:] == ["報考", "到考", "平均", "及格", "及格比例", "證書"]
    released = page.get_by_role("row").filter(has_text="示範測驗（第 1 次）")
    assert released.get_by_role("cell").all_inner_texts()[-6:] == ["23", "22", "70.36", "18", "81.82%", "18"]
    for round in ("示範測驗（第 2 次）", "示範測驗（第 3 次，收補測）", "示範場次（第 3 次）"):
        expect(page.get_by_role("row").filter(has_text=round)).to_be_visible()
    released.get_by_role("link", name="公開頁面").click()
    expect(page.get_by_role("main")).to_contain_text("18 ÷ 22")
    check_accessibility(page)


def test_the_public_reads_and_downloads_the_same_figures(product: Product, visit: Visit) -> None:
    page = visit()
    look(page, product, "/statistics/")
    page.get_by_role("row").filter(has_text="示範測驗（第 1 次）").get_by_role("link").click()
    expect(page.get_by_role("main")).to_contain_text("81.82%")
    check_accessibility(page)
    with page.expect_download() as table:
        page.get_by_role("link", name="JSON").click()
    figures = json.dumps(json.loads(table.value.path().read_text("utf-8")), ensure_ascii=False)
    for part in ("23", "22", "70.36", "18"):
        assert part in figures
    page.goto(f"{product.address}/statistics/admin/")
    expect(page.get_by_role("heading", level=1)).to_have_text("登入")
