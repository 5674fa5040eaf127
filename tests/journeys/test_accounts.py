"""Accounts: signing up with a code from the mail, signing out, and every account of the demo."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lms.demo import cast
from tests.journeys.product import Product, check_accessibility, mail_to, sign_out

Visit = Callable[..., Page]
ADDRESS, PASSWORD = "newcomer@demo.example", "a-long-staircase-115"


def test_signing_up_with_a_code_from_the_mail(product: Product, visit: Visit) -> None:
    page = visit()
    page.get_by_role("link", name="建立帳號").click()
    check_accessibility(page)
    page.locator("input[name=email]").fill(ADDRESS)
    for name in ("password1", "password2"):
        page.locator(f"input[name={name}]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="建立帳號").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("驗證電子郵件")
    check_accessibility(page)
    other = page.context.new_page()
    mail = mail_to(other, product, ADDRESS, about="驗證")
    check_accessibility(other)
    code = re.search(r"^\s*([A-Z0-9]{3,}-[A-Z0-9]{3,}|[A-Z0-9]{6,})\s*$", mail.locator("pre").inner_text(), re.M)
    assert code is not None, mail.inner_text()
    page.locator("input[name=code]").fill(code[1])
    page.get_by_role("button", name="確認").click()
    expect(page.get_by_role("main")).to_contain_text("選一個班，或先試做模擬測驗")
    check_accessibility(page)
    sign_out(page)
    expect(page.get_by_role("link", name="登入")).to_be_visible()
    page.goto(f"{product.address}/my/")
    expect(page.get_by_role("heading", level=1)).to_have_text("登入")


@pytest.mark.parametrize("account", cast.ACCOUNTS, ids=lambda account: account.key)
def test_every_account_of_the_demo_arrives_at_its_own_start(
    product: Product, visit: Visit, account: cast.Account
) -> None:
    page = visit()
    page.get_by_role("button", name=account.email).click()
    own = "工作台" if account.role else f"{account.name}，您好"
    expect(page.get_by_role("heading", level=1)).to_have_text(own)
    expect(page.get_by_role("banner")).to_contain_text(account.name)
    check_accessibility(page)
