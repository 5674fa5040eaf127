"""What people do in the question bank in several journeys: typing an item, finding its pages, sending a step."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import Locator, Page, expect

from lms.demo import cast
from tests.journeys.exam import rows
from tests.journeys.product import Product, check_accessibility, left_in_chinese, look

CHECKS = ("內容與出處相符", "正解唯一且正確", "題幹與選項文字清楚、無提示", "誘答選項合理", "法規與數據的日期仍有效")


@dataclass(frozen=True)
class Written:
    """A single choice as its writer types it; the option at ``right`` is the key."""

    topic: str
    stem: str
    options: tuple[str, ...]
    right: int
    explanation: str
    source: tuple[str, str]
    valid_as_of: str


def type_item(page: Page, item: Written) -> None:
    """Fill the editor of a single choice."""
    page.get_by_label("題幹", exact=True).fill(item.stem)
    for place, text in enumerate(item.options):
        page.locator(f"[name=options-{place}-text]").fill(text)
    page.locator(f"[name=options-{item.right}-right]").check()
    page.locator("[name=explanation]").fill(item.explanation)
    page.locator("[name=topic]").select_option(item.topic)
    page.locator("[name=use]").select_option("secure")
    page.locator("[name=source_title]").fill(item.source[0])
    page.locator("[name=source_url]").fill(item.source[1])
    page.locator("[name=valid_as_of]").fill(item.valid_as_of)
    page.locator("[name=difficulty]").fill("0.65")


def said(page: Page, text: str) -> None:
    """The page tells that this was done."""
    expect(page.locator(".messages, [role=status], [role=alert]").filter(has_text=text).first).to_be_visible()


def card(page: Page, title: str) -> Locator:
    """The card of a step, or another card, by its heading."""
    return page.locator(".card").filter(has=page.get_by_role("heading", name=title, exact=True))


def take_step(page: Page, label: str) -> None:
    """Press the button of a step and read the page that comes."""
    card(page, label).get_by_role("button", name=label, exact=True).click()
    page.wait_for_load_state()
    check_accessibility(page)


def claim(page: Page, product: Product, code: str, section: str) -> None:
    """Take an item from this part of the queue; the queue shows its code alone."""
    look(page, product, "/bank/review/")
    line = page.locator(section).get_by_role("row").filter(has_text=code)
    line.get_by_role("button", name="認領").click()
    said(page, "已認領")
    check_accessibility(page)


def forge(page: Page, address: str, **values: str) -> int:
    """Send a form that no page offered, with this person's own token; returns the status."""
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token, **values}
    answer = page.request.post(address, form=form, headers={"Referer": page.url}, max_redirects=0)
    return answer.status


def state(product: Product, code: str) -> tuple[Any, ...]:
    """State, newest version and published version of an item, as committed."""
    return rows(
        product,
        "select item.state, newest.number, published.number from items_item item"
        " join items_itemversion newest on newest.id = item.latest_id"
        " left join items_itemversion published on published.id = item.published_id where item.code = ?",
        code,
    )[0]


def public_id(page: Page) -> str:
    """The item that the page is about."""
    found = re.search(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", page.url)
    assert found is not None, page.url
    return found.group()


def public_id_of(product: Product, code: str) -> UUID:
    """The item of this code, as committed."""
    return UUID(rows(product, "select public_id from items_item where code = ?", code)[0][0])


def untranslated(page: Page, *names: str) -> list[str]:
    """What an English page says in Chinese, apart from the names that people typed."""
    known = re.compile("|".join(map(re.escape, (*(account.name for account in cast.ACCOUNTS), *names))))
    return [text for text in left_in_chinese(page) if re.search("[一-鿿]", known.sub("", text))]


def rehearse(page: Page, *, forms: int, ends: str) -> None:
    """Ask for parallel forms of the blueprint on the screen and watch the worker come to this end, without a reload."""
    page.locator("[name=forms_wanted]").fill(str(forms))
    page.get_by_role("button", name="Start the rehearsal").click()
    page.wait_for_url("**/assemblies/**")
    expect(page.locator("#assembly-progress .badge")).to_have_text(ends, timeout=45_000)
    check_accessibility(page)


def forms(product: Product, blueprint: str) -> list[str]:
    """The codes of the forms that were kept of a blueprint."""
    found = rows(
        product,
        "select form.code from papers_form form join papers_blueprint blueprint on blueprint.id = form.blueprint_id"
        " where blueprint.name = ? order by form.id",
        blueprint,
    )
    return [row[0] for row in found]


def upload(page: Page, file: Path, *, topic: str, use: str) -> None:
    """Send a file and arrive at its preview."""
    page.locator("[name=file]").set_input_files(file)
    page.locator("[name=topic]").select_option(topic)
    page.locator("[name=use]").select_option(use)
    page.get_by_role("button", name="上傳並預覽").click()
    page.wait_for_url(re.compile(r"/bank/import/[0-9a-f-]{36}/"))


def shows_image(place: Locator, alt: str) -> None:
    """The image with this description is there and was decoded."""
    image = place.get_by_role("img", name=alt)
    expect(image).to_be_visible()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def export(page: Page, product: Product, words: str, into: str, *, loses: str, to: Path) -> Path:
    """Fetch the items with these words as a file; the page says beforehand what is lost (empty: nothing)."""
    look(page, product, f"/bank/export/?words={words}")
    page.locator("[name=format]").select_option(into)
    page.get_by_role("button", name="檢視會匯出什麼").click()
    result = page.locator("#result")
    expect(result).to_contain_text("1 題符合條件")
    expect(result).to_contain_text(loses or "這個格式可以完整帶走這些題目")
    check_accessibility(page)
    with page.expect_download() as coming:
        result.get_by_role("button", name="下載").click()
    file = to / coming.value.suggested_filename
    coming.value.save_as(file)
    return file
