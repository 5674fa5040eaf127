"""What the exam office does in several journeys: end a round, mark it, release it with four eyes."""

from playwright.sync_api import Page, expect

from tests.journeys.product import Product, check_accessibility, look


def prepare(page: Page, product: Product, round_name: str) -> str:
    """As the first officer: end the entry, mark the round; returns the path of the draft."""
    look(page, product, "/outcomes/releases/")
    row = page.get_by_role("row").filter(has_text=round_name)
    row.get_by_text("提前截止入場").click()
    check_accessibility(page)
    row.get_by_role("button", name="截止入場").click()
    row.get_by_role("button", name="結束測驗並計分").click()
    expect(page.get_by_role("main")).to_contain_text("須由另一位試務人員核准")
    expect(page.get_by_role("button", name="核准並公布成績")).to_have_count(0)
    check_accessibility(page)
    return page.url.removeprefix(product.address)


def approve(page: Page, product: Product, draft: str) -> None:
    """As the second officer: read what will happen, approve, and see the worker finish without a reload."""
    look(page, product, draft)
    expect(page.locator("#effects li").first).to_be_visible()
    page.get_by_role("button", name="核准並公布成績").click()
    expect(page.locator("#release-progress")).to_contain_text("公布完成", timeout=60_000)
    check_accessibility(page)
