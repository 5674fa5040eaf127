"""After a failed test: why, until when and where a retake is open; asking, sitting, passing; the tuition discount."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys import office, papers
from tests.journeys.exam import Sitting
from tests.journeys.product import Product, check_accessibility, look, mail_to, sign_in

Visit = Callable[..., Page]
ROUND = "示範測驗（第 3 次，收補測）"


def test_from_a_failed_test_to_the_discount(product: Product, visit: Visit, tmp_path: Path) -> None:
    retaker, coordinator = visit(width=390, height=844), visit()
    sign_in(retaker, product, "retaker")
    expect(retaker.get_by_role("region", name="申請補測")).to_contain_text("未及格")
    check_accessibility(retaker)
    retaker.get_by_role("region", name="申請補測").get_by_role("link").first.click()
    page = retaker.get_by_role("main")
    for part in ("還可補測 2 次", "54 分", "臺灣師範大學", "暫定"):
        expect(page).to_contain_text(part)
    expect(page).to_contain_text(re.compile(r"須在 \d+年\d+月\d+日\s*以前應試"))
    check_accessibility(retaker)
    coming = retaker.locator(".card").filter(has=retaker.get_by_role("heading", name=ROUND))
    coming.get_by_role("button", name="向原開班學校申請").click()
    expect(page).to_contain_text("審核中")

    sign_in(coordinator, product, "coordinator")
    coordinator.get_by_role("main").get_by_role("link", name="補測申請").click()
    case = coordinator.get_by_role("article").filter(has_text="林補新")
    expect(case).to_contain_text(ROUND)
    check_accessibility(coordinator)
    case.get_by_role("button", name="受理並報名").click()
    expect(case).to_contain_text("已受理")

    retaker.reload()
    expect(page).to_contain_text("已受理")
    look(retaker, product, "/sittings/")
    seat = retaker.get_by_role("listitem").filter(has_text=ROUND)
    expect(seat).to_contain_text("補測")
    notice = seat.get_by_role("link", name=re.compile("准考證")).get_attribute("href")
    admission = papers.text(papers.fetch(retaker, f"{product.address}{notice}", tmp_path, "admission.pdf"))
    for part in ("林補新", "補測", "301"):
        assert part in admission
    seat.get_by_role("link", name="進入考場").click()
    retaker.wait_for_url("**/exam/**")
    check_accessibility(retaker)
    paper = Sitting(retaker, product)
    paper.begin()
    paper.answer_from(1, 50, wrong=14)
    check_accessibility(retaker)
    paper.hand_in()
    paper.go_on()

    first, second = visit(), visit()
    sign_in(first, product, "officer1")
    draft = office.prepare(first, product, ROUND)
    sign_in(second, product, "officer2")
    office.approve(second, product, draft)

    look(retaker, product, "/outcomes/")
    result = retaker.get_by_role("article").filter(has_text=ROUND)
    for part in ("補測", "72", "及格"):
        expect(result).to_contain_text(part)
    link = result.get_by_role("link", name="成績通知單（PDF）").get_attribute("href")
    words = papers.text(papers.fetch(retaker, f"{product.address}{link}", tmp_path, "notice.pdf"))
    for label, value in (
        ("姓名", "林補新"),
        ("期別", "11501"),
        ("學號", "001"),
        ("測驗情形", "補測"),
        ("測驗成績", "72"),
    ):
        assert re.search(rf"{label}\s+{value}", words), label
    mail = mail_to(visit(), product, "retaker@demo.example", about=f"{ROUND}成績通知")
    expect(mail.get_by_role("link", name="score-notice.pdf")).to_be_visible()

    look(retaker, product, "/tuition/")
    expect(page).to_contain_text("6,000 元")
    retaker.get_by_text("這個金額怎麼來的").click()
    expect(page).to_contain_text("114年9月10日")
    check_accessibility(retaker)
    retaker.get_by_role("button", name="向原開班學校申請").click()
    expect(page).to_contain_text("審核中")
    coordinator.goto(f"{product.address}/desk/")
    coordinator.get_by_role("main").get_by_role("link", name="學費優惠申請").click()
    claim = coordinator.get_by_role("article").filter(has_text="林補新")
    for part in ("6,000 元", "補測", "學生證"):
        expect(claim).to_contain_text(part)
    check_accessibility(coordinator)
    claim.get_by_role("button", name="核准", exact=True).click()
    expect(claim).to_contain_text("已核准")
    look(retaker, product, "/tuition/")
    expect(page).to_contain_text("已核准")
    look(retaker, product, "/my/")
    expect(page).to_contain_text("學費優惠")
