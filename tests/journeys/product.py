"""What the journeys share: the running product, signing in, and the accessibility check of a page."""

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from lms.demo import cast

AXE = Path(__file__).resolve().parents[1] / "vendored" / "axe-core-4.14.1" / "axe.min.js"
#: What the interface says, as opposed to data that exist in Chinese only (names of classes, lessons, items).
_CHINESE = """() => [...document.querySelectorAll(
  "h1, h2, h3, nav a, button, summary, th[scope=col], label, legend, footer a, .lead, dt, .badge, [role=status]")]
  .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.closest("[lang^=zh]"))
  .map(each => each.cloneNode(true))
  .map(each => (each.querySelectorAll("[lang^=zh]").forEach(part => part.remove()), each.textContent.trim()))
  .filter(text => /[\\u4e00-\\u9fff]/.test(text))"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


CATALOGUE = Path(__file__).resolve().parents[2] / "lms/locale/en/LC_MESSAGES/django.mo"
in_english = pytest.mark.skipif(not CATALOGUE.exists(), reason="needs the compiled English catalogue (make setup)")


@dataclass(frozen=True)
class Product:
    """A running demo: its address and the folder it writes to."""

    address: str
    var: Path


def sign_in(page: Page, product: Product, key: str) -> None:
    """Sign in as a demo account by the form, as a person does."""
    account = next(account for account in cast.ACCOUNTS if account.key == key)
    page.goto(f"{product.address}/accounts/login/")
    page.fill("input[name=login]", account.email)
    page.fill("input[name=password]", cast.PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def check_accessibility(page: Page) -> None:
    """axe-core on the page as it stands: no serious or critical finding."""
    # A colour on its way from one theme to another has the contrast of neither.
    page.wait_for_function(
        "() => document.getAnimations().every(each => each.playState !== 'running'"
        " || each.effect.getComputedTiming().iterations === Infinity)"
    )
    # Evaluated, not added as a script tag: the pages' content security policy would refuse it.
    page.evaluate(_axe())
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(r => r.violations.map("
        "v => ({id: v.id, impact: v.impact, nodes: v.nodes.map(n => n.target.join(' ')).slice(0, 5)})))",
        TAGS,
    )
    grave = [finding for finding in found if finding["impact"] in ("serious", "critical")]
    assert grave == [], f"{page.url}: {grave}"


def sign_out(page: Page) -> None:
    """Sign out by the account menu."""
    page.locator("[data-dropdown] summary").click()
    page.locator("form[action$='/logout/'] button").click()
    page.wait_for_url(lambda url: "/logout" not in url)


def mail_to(page: Page, product: Product, address: str, *, about: str) -> Locator:
    """The newest mail to an address with these words (a subject tells letters of one round apart), in the demo's mailbox, waiting for the worker to send it."""
    mail = page.locator("article.mail").filter(has_text=f"收件人 {address}").filter(has_text=about)
    deadline = time.monotonic() + 60
    page.goto(f"{product.address}/notices/mailbox/")
    while not mail.count():
        assert time.monotonic() < deadline, f"no mail to {address} about {about}"
        page.wait_for_timeout(1000)
        page.reload()
    return mail.first


def look(page: Page, product: Product, path: str, *, status: int = 200) -> None:
    """Open a page of the product, answered with this status, and check its accessibility."""
    response = page.goto(f"{product.address}{path}")
    assert response is not None
    assert response.status == status, path
    check_accessibility(page)


def left_in_chinese(page: Page) -> list[str]:
    """Headings, menus, buttons, labels and column titles in sight on an English page that still hold Chinese."""
    return [str(text) for text in page.evaluate(_CHINESE)]
