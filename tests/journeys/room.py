"""What an invigilator does on the live room's page, as the journeys of the exam screen need it."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.product import Product, look, sign_in


def open_room(room: Page, product: Product, round_name: str) -> None:
    """Sign in as the invigilator and open the room of a round."""
    sign_in(room, product, "invigilator")
    look(room, product, "/exam/rooms/")
    room.get_by_role("listitem").filter(has_text=round_name).get_by_role("link").first.click()


def unfold(room: Page, title: str) -> None:
    """Open one of the room's actions."""
    if not (group := room.locator("details").filter(has=room.get_by_text(title, exact=True))).evaluate(
        "each => each.open"
    ):
        group.locator("summary").click()


def tick(room: Page, name: str) -> None:
    """Choose a candidate by the masked name."""
    room.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()


def announce(room: Page, text: str) -> None:
    """A message to the whole room."""
    unfold(room, "訊息")
    room.locator("[name=message-text]").fill(text)
    room.get_by_role("button", name="傳給全試場").click()
    expect(room.get_by_role("status").filter(has_text=re.compile("已"))).to_be_visible()


def pause(room: Page, name: str) -> None:
    """Stop a candidate's clock."""
    tick(room, name)
    unfold(room, "暫停與繼續")
    room.locator("[name=pause-reason]").select_option(index=1)
    room.get_by_role("button", name="暫停已勾選的人").click()
    expect(room.get_by_role("row").filter(has_text=name)).to_contain_text("暫停")


def resume(room: Page, name: str) -> None:
    """Let the clock go on."""
    tick(room, name)
    unfold(room, "暫停與繼續")
    room.get_by_role("button", name="已勾選的人繼續作答").click()
    expect(room.get_by_role("row").filter(has_text=name)).to_contain_text("作答中")
