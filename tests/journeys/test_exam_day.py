"""The day of the exam: the live room, the extension on every candidate's clock, the papers, the release, the documents."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys import office, papers
from tests.journeys import room as live
from tests.journeys.exam import Heard, Sitting, secrets
from tests.journeys.product import Product, check_accessibility, look, mail_to, sign_in

Visit = Callable[..., Page]
GREEN_ROUND, IPAS_ROUND = "示範測驗（第 2 次）", "示範場次（第 3 次）"
NO_SOCKETS = """window.WebSocket = class extends EventTarget {
  constructor() { super(); setTimeout(() => this.onclose?.(new CloseEvent("close")), 10); }
  close() {}
};"""


def enter(page: Page, product: Product, subject: str) -> Sitting:
    """From one's registrations into the exam."""
    look(page, product, "/sittings/")
    page.get_by_role("listitem").filter(has_text=subject).get_by_role("link", name="進入考場").click()
    page.wait_for_url("**/exam/**")
    check_accessibility(page)
    paper = Sitting(page, product)
    paper.begin()
    return paper


def give_five_minutes(room: Page, name: str) -> None:
    """The invigilator extends one candidate's time."""
    live.tick(room, name)
    live.unfold(room, "延長")
    room.locator("[name=extend-minutes]").fill("5")
    room.locator("[name=extend-reason]").select_option("disturbance")
    check_accessibility(room)
    room.get_by_role("button", name="延長已勾選的人").click()
    expect(room.get_by_role("status").filter(has_text="已處理 1 人")).to_be_visible()


def test_five_minutes_from_the_invigilator_reach_the_clock(product: Product, visit: Visit) -> None:
    candidate = visit()
    heard = Heard(candidate)
    sign_in(candidate, product, "learner")
    paper = enter(candidate, product, "淨零綠領人才培育課程測驗")
    expect(paper.part("candidate")).to_have_text("範小青")
    paper.answer_from(1, 3)
    check_accessibility(candidate)

    room = visit()
    live.open_room(room, product, GREEN_ROUND)
    row = room.get_by_role("row").filter(has_text="範○青")
    expect(row).to_contain_text("作答中")
    expect(row).to_contain_text("3 / 50")
    before = paper.seconds_left()
    give_five_minutes(room, "範○青")
    paper.follows(at_least=before + 240, within=5)
    expect(candidate.locator("[data-messages=unread]")).to_contain_text("加時 5 分鐘：監試人員（突發事件）")
    check_accessibility(candidate)

    live.announce(room, "十點整有五分鐘的施工噪音。")
    expect(candidate.locator("[data-messages=unread]")).to_contain_text("十點整有五分鐘的施工噪音。")
    read = candidate.get_by_role("button", name="知道了")
    while read.count():
        read.first.press("Enter")
    candidate.get_by_role("button", name="呼叫監試").click()
    candidate.get_by_role("button", name="通知監試人員").click()
    expect(candidate.locator("[data-call-said]")).to_contain_text("已於")
    candidate.keyboard.press("Escape")
    candidate.get_by_text("更多", exact=True).click()
    candidate.get_by_role("button", name="對本題提出疑義").click()
    candidate.get_by_label("疑義內容").fill("選項的單位不一致。")
    check_accessibility(candidate)
    candidate.get_by_role("button", name="送出疑義").click()
    expect(candidate.locator("[data-remark=said]")).to_have_text("已送出並保留。")
    candidate.keyboard.press("Escape")
    live.pause(room, "範○青")
    expect(candidate.get_by_role("heading", name="測驗暫停中")).to_be_focused(timeout=5_000)
    expect(paper.part("left")).to_be_visible()
    check_accessibility(candidate)
    live.resume(room, "範○青")
    expect(candidate.get_by_role("heading", name="第 3 題")).to_be_focused(timeout=5_000)

    blocked = visit()
    blocked.add_init_script(NO_SOCKETS)
    sign_in(blocked, product, "learner")
    second = enter(blocked, product, "淨零綠領人才培育課程測驗")
    expect(candidate.get_by_text("已在另一個視窗或裝置作答，本頁只能閱讀")).to_be_visible(timeout=20_000)
    check_accessibility(candidate)
    before = second.seconds_left()
    give_five_minutes(room, "範○青")
    second.follows(at_least=before + 240, within=20)
    assert before + 240 > 6000 + 240 - 120  # both extensions count

    second.answer_from(1, 50, wrong=6)
    assert second.answered() == 50
    receipt = second.hand_in()
    assert re.fullmatch(r"[A-Z0-9]{10}", receipt)
    check_accessibility(blocked)
    candidate.get_by_role("button", name="在此繼續作答").click()
    expect(candidate.locator("[data-end-part=receipt]")).to_have_text(receipt)
    expect(row).to_contain_text("已結束", timeout=20_000)
    assert heard.leaks(secrets(product, paper.attempt)) == []
    second.go_on()
    over = blocked.get_by_role("listitem").filter(has_text=GREEN_ROUND)
    over.get_by_role("link", name="作答收據").click()
    expect(blocked.get_by_role("main")).to_contain_text(receipt)
    check_accessibility(blocked)


def test_both_subjects_a_release_by_two_officers_and_a_certificate(
    product: Product, visit: Visit, tmp_path: Path
) -> None:
    learner = visit()
    sign_in(learner, product, "learner")
    for subject in ("淨零碳規劃管理基礎概論", "淨零碳盤查規範與程序概要"):
        paper = enter(learner, product, subject)
        paper.answer_from(1, 50)
        assert paper.hand_in() != ""
        paper.go_on()
    look(learner, product, "/outcomes/")
    expect(learner.get_by_role("main")).to_contain_text("成績尚未公布")

    first, second = visit(), visit()
    sign_in(first, product, "officer1")
    draft = office.prepare(first, product, IPAS_ROUND)
    verdicts = {
        "001": ("L11 100、L12 100", "獲證（當次報考）"),
        "002": ("L11 70、L12 70", "獲證（當次報考）"),
        "003": ("L11 80、L12 60", "獲證（當次報考，平均及格）"),
        "004": ("L11 81、L12 59", "本次未獲證", "保留 L11"),
        "005": ("L11 70（原始 69.5）、L12 70", "獲證（當次報考）"),
        "006": ("L11 88、L12 —", "本次未獲證", "保留 L11"),
    }
    table = first.get_by_role("table", name="每人的判定")
    for seat, said in verdicts.items():
        for part in said:
            expect(table.get_by_role("row", name=re.compile(f"^{seat} "))).to_contain_text(part)
    token = first.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    first.request.post(f"{first.url}approve/", form={"csrfmiddlewaretoken": token}, headers={"Referer": first.url})
    first.reload()
    expect(first.locator("#release-progress")).to_contain_text("待核准")
    look(learner, product, "/outcomes/")
    expect(learner.get_by_role("main")).to_contain_text("成績尚未公布")
    sign_in(second, product, "officer2")
    office.approve(second, product, draft)

    learner.reload()
    result = learner.get_by_role("article").filter(has_text=IPAS_ROUND)
    expect(result).to_contain_text("100")
    check_accessibility(learner)
    notice = result.get_by_role("link", name="成績通知單（PDF）").get_attribute("href")
    words = papers.text(papers.fetch(learner, f"{product.address}{notice}", tmp_path, "notice.pdf"))
    for part in ("能力鑑定成績通知單", "範小青", "100"):
        assert part in words
    mail = mail_to(visit(), product, "learner@demo.example", about="能力鑑定")
    expect(mail.get_by_role("link", name="score-notice.pdf")).to_be_visible()
    look(learner, product, "/notices/")

    look(learner, product, "/certificates/")
    card = learner.get_by_role("article").filter(has_text="iPAS")
    expect(card).to_contain_text("有效")
    link = card.get_by_role("link", name="下載 PDF").get_attribute("href")
    certificate = papers.fetch(learner, f"{product.address}{link}", tmp_path, "certificate.pdf")
    assert "範小青" in papers.text(certificate)
    shown = card.get_by_role("link", name="查驗連結").get_attribute("href")
    address = papers.qr_address(certificate) or f"{product.address}{shown}"
    assert address == f"{product.address}{shown}"
    stranger = visit()
    stranger.goto(address)
    found = stranger.get_by_role("main")
    for part in ("有效", "範○青", "示範系統核發"):
        expect(found).to_contain_text(part)
    expect(found).not_to_contain_text("範小青")
    check_accessibility(stranger)
    stranger.goto(f"{address[:-3]}AAA/")
    expect(stranger.get_by_role("main")).to_contain_text("查無相符的證書")

    admin = visit()
    sign_in(admin, product, "admin")
    look(admin, product, "/statistics/admin/")
    line = admin.get_by_role("row").filter(has_text="L12").filter(has_text="6")
    expect(line).to_contain_text("5")
    look(stranger, product, "/statistics/")
    stranger.get_by_role("row").filter(has_text=IPAS_ROUND).get_by_role("link").click()
    check_accessibility(stranger)
    expect(stranger.get_by_role("main")).to_contain_text("當次報考獲證")
