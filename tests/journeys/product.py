"""What the journeys share: the running product, signing in, and the accessibility check of a page."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from lms.demo import cast

AXE = Path(__file__).resolve().parents[1] / "vendored" / "axe-core-4.14.1" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


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
    # Evaluated, not added as a script tag: the pages' content security policy would refuse it.
    page.evaluate(_axe())
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(r => r.violations.map("
        "v => ({id: v.id, impact: v.impact, nodes: v.nodes.map(n => n.target.join(' ')).slice(0, 5)})))",
        TAGS,
    )
    grave = [finding for finding in found if finding["impact"] in ("serious", "critical")]
    assert grave == [], f"{page.url}: {grave}"
