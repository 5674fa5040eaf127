"""Driving the exam screen, and reading the database file to know keys and what was saved."""

import json
import re
import sqlite3
from contextlib import closing, suppress
from typing import Any

from playwright.sync_api import Error, Locator, Page, Response, Route, expect

from tests.journeys.product import Product

LEFT = re.compile(r"(?:(\d+):)?(\d+):(\d\d)")


def rows(product: Product, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """What the running product has committed."""
    with closing(sqlite3.connect(f"file:{product.var}/db.sqlite3?mode=ro", uri=True, timeout=10)) as database:
        return database.execute(sql, values).fetchall()


def keys(product: Product) -> dict[int, str]:
    """The right option of every item version with a single answer."""
    return {row[0]: row[1] for row in rows(product, "select id, json_extract(key, '$[0][0]') from items_itemversion")}


def saved(product: Product, attempt: str) -> dict[int, str]:
    """The answers the server holds for an attempt (public id): item version → option."""
    found = rows(
        product,
        "select item_id, json_extract(options, '$[0]') from delivery_answerevent where attempt_id ="
        " (select id from delivery_attempt where public_id = ?) order by lease, client_seq",
        attempt.replace("-", ""),
    )
    return {item: option for item, option in found if option is not None}


def secrets(product: Product, attempt: str) -> list[str]:
    """What the bank knows about the items of an attempt and no candidate may: explanations and sources."""
    found = rows(product, 'select "order" from delivery_attempt where public_id = ?', attempt.replace("-", ""))
    items = [shown["item"] for shown in json.loads(found[0][0])]
    texts = rows(
        product,
        "select stem, body, explanation, source_title, source_url from items_itemversion where id in"
        f" ({','.join('?' * len(items))})",
        *items,
    )
    asked = "".join(f"{stem}{json.loads(body)}" for stem, body, *_ in texts)  # a source may be what an item asks about
    return [text for _, _, *hidden in texts for text in hidden if len(text) > 8 and text not in asked]


class Heard:
    """Every byte that a page receives from now on: pages, scripts, replies, sockets."""

    NAMES = re.compile(r'"(key|keys|correct|explanation|source|difficulty|credit)"\s*:')

    def __init__(self, page: Page) -> None:
        self.bodies: list[str] = []
        page.route("**/answers/v1/*/start", self._pass_on)  # the page that asked for it is gone before it can be read
        page.on("response", self._read)
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: self.bodies.append(str(frame))))

    def _pass_on(self, route: Route) -> None:
        reply = route.fetch()
        self.bodies.append(reply.text())
        route.fulfill(response=reply)

    def _read(self, response: Response) -> None:
        with suppress(Error, UnicodeDecodeError):  # a redirect, a picture, or a page that went on
            self.bodies.append(response.text())

    def leaks(self, texts: list[str]) -> list[str]:
        """Which of these texts, or names of fields that hold keys, were among them. The paper itself was."""
        assert texts != []
        started = [body for body in self.bodies if '"faces"' in body and '"token"' in body]
        assert started != []
        return [text for text in texts if any(text in body for body in self.bodies)] + [
            found[0] for body in started for found in [self.NAMES.search(body)] if found
        ]


class Sitting:
    """A candidate at the paper: a page that has reached the lobby of an attempt."""

    def __init__(self, page: Page, product: Product) -> None:
        self.page, self.product = page, product
        self.attempt = page.url.split("/exam/")[1].split("/")[0]
        found = rows(product, 'select "order" from delivery_attempt where public_id = ?', self.attempt.replace("-", ""))
        self.items: list[dict[str, Any]] = json.loads(found[0][0])
        self.keys = keys(product)

    def begin(self) -> None:
        """Read the rules, start (or go on) and arrive at the screen."""
        self.page.locator("[data-agree]").check()
        ready = self.page.locator("[data-start][aria-disabled=false]")
        ready.click()
        expect(self.part("sentence")).to_be_visible()

    def part(self, name: str) -> Locator:
        """An element of the screen by its data hook."""
        return self.page.locator(f"[data-{name}]").first

    def at(self, number: int) -> None:
        """The screen shows the item of this number."""
        expect(self.page.locator("[data-item=heading]")).to_have_text(re.compile(rf"\D{number}\b"))

    def place_of(self, number: int, *, right: bool) -> int:
        """Where on this candidate's screen (1–4) the right option, or a wrong one, of an item stands."""
        item = self.items[number - 1]
        key = self.keys[item["item"]]
        return next(place for place, option in enumerate(item["options"], 1) if (option == key) == right)

    def answer(self, number: int, *, right: bool = True) -> None:
        """Answer the item on the screen by the keyboard."""
        self.page.keyboard.press(str(self.place_of(number, right=right)))

    def answer_from(self, first: int, last: int, *, wrong: int = 0) -> None:
        """Answer these items one after the other by the keyboard, the first ``wrong`` of them wrongly."""
        for number in range(first, last + 1):
            self.answer(number, right=number >= first + wrong)
            if number < last:
                self.page.keyboard.press("n")
        self.await_saved(last)

    def await_saved(self, number: int) -> None:
        """The one sentence says that this item is saved on the server."""
        expect(self.part("status")).to_have_attribute("data-kind", "saved")
        expect(self.part("sentence")).to_have_text(re.compile(rf"\D{number}\D"))

    def answered(self) -> int:
        """How many items the server holds an answer to."""
        return len(saved(self.product, self.attempt))

    def seconds_left(self) -> int:
        """The time on the candidate's clock."""
        found = LEFT.search(self.part("left").inner_text())
        assert found is not None
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds

    def follows(self, *, at_least: int, within: float) -> None:
        """The clock shows at least so many seconds in due time, without a reload."""
        self.page.wait_for_function(
            "least => { const parts = document.querySelector('[data-left]').textContent.match(/\\d+/g).map(Number);"
            " return parts.reduce((sum, part) => sum * 60 + part, 0) >= least; }",
            arg=at_least,
            timeout=within * 1000,
        )

    def review(self) -> Locator:
        """Open the review before handing in."""
        self.page.locator("[data-open-review]:visible").first.click()
        return self.page.locator("dialog[data-review]")

    def hand_in(self) -> str:
        """Hand in by the two steps; returns the receipt code, empty for a mock that has none."""
        dialog = self.review()
        dialog.locator("[data-review-part=ask][aria-disabled=false]").click()
        dialog.locator("[data-review-part=confirm][aria-disabled=false]").click()
        expect(self.part("end")).to_be_visible()
        return str(self.page.locator("[data-end-part=receipt]").inner_text())

    def go_on(self) -> None:
        """Leave the receipt for what comes after this attempt."""
        self.page.locator("[data-end-part=next]").click()
        self.page.wait_for_url(lambda url: "/screen/" not in url)
