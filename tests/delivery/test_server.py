"""One real web process on a database file: concurrent starts, saves across an orderly stop and across kill -9."""

import gzip
import http.client
import json
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.gateway import answer
from tests.support.server import Server

pytestmark = pytest.mark.journey
SAVERS = 8


class Exam:
    """A visitor at a mock: starts, saves, and keeps a ledger of what was acknowledged."""

    def __init__(self, server: Server, seeded: dict[str, str]) -> None:
        self.server, self.attempt, self.cookie = server, seeded["attempt"], seeded["cookie"]
        self.acknowledged: dict[int, tuple[int, str]] = {}
        self.lock = threading.Lock()

    def start(self) -> dict[str, Any]:
        _, page, _ = self.server.request("GET", f"/exam/{self.attempt}/screen/", headers={"Cookie": self.cookie})
        ticket = page.decode().split('data-ticket="')[1].split('"')[0]
        given = {"Cookie": self.cookie, "Authorization": f"Bearer {ticket}", "Accept-Encoding": "gzip"}
        status, body, _ = self.server.request("POST", f"/answers/v1/{self.attempt}/start", headers=given, body=b"{}")
        assert status == 200, body
        started: dict[str, Any] = json.loads(gzip.decompress(body))
        return started

    def hand_in(self, started: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Hand in, without a cookie."""
        headers = {"Authorization": f"Bearer {started['token']}"}
        body = json.dumps({"lease": started["lease"]}).encode()
        status, reply, _ = self.server.request(
            "POST", f"/answers/v1/{self.attempt}/hand-in", headers=headers, body=body
        )
        return status, json.loads(reply)

    def save(self, started: dict[str, Any], seq: int) -> None:
        """Save one answer; entered in the ledger only after 200."""
        item, option = started["order"][seq % 20][0], "abcd"[seq // 20 % 4]
        body = {"lease": started["lease"], "answers": [answer(seq, item, option)]}
        headers = {"Authorization": f"Bearer {started['token']}", "Content-Type": "application/json"}
        try:
            status, _, _ = self.server.request(
                "POST", f"/answers/v1/{self.attempt}", headers=headers, body=json.dumps(body).encode()
            )
        except (OSError, http.client.HTTPException):
            return
        if status == 200:
            with self.lock:
                self.acknowledged[seq] = (item, option)

    def stored(self) -> dict[int, tuple[int, str]]:
        """What the database holds, by sequence number."""
        with sqlite3.connect(self.server.var / "db.sqlite3") as database:
            rows = database.execute(
                "SELECT client_seq, item_id, options FROM delivery_answerevent e JOIN delivery_attempt a"
                " ON a.id = e.attempt_id WHERE a.public_id = ?",
                [self.attempt.replace("-", "")],
            ).fetchall()
        database.close()
        return {seq: (item, json.loads(options)[0]) for seq, item, options in rows}


@pytest.fixture(scope="module")
def exams(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Exam]]:
    """Three exams on one server."""
    server = Server(tmp_path_factory.mktemp("server"))
    seeded = server.prepare("from tests.support import server; server.seed_mocks(3)")
    server.start()
    yield [Exam(server, each) for each in seeded]
    server.kill()


@pytest.fixture
def exam(exams: list[Exam]) -> Exam:
    """An exam that no other test has touched."""
    return exams.pop()


def test_fifty_starts_and_twenty_hand_ins_at_once_give_one_start_and_one_end(exam: Exam) -> None:
    with ThreadPoolExecutor(25) as pool:
        started = list(pool.map(lambda _: exam.start(), range(50)))
    assert len({(each["started_at"], each["ends_at"]) for each in started}) == 1
    assert sorted(each["lease"] for each in started) == list(range(1, 51))
    assert len({json.dumps([each["order"], each["faces"]]) for each in started}) == 1

    started.sort(key=lambda each: each["lease"])
    assert exam.hand_in(started[0])[1]["code"] == "lease_lost"
    with ThreadPoolExecutor(20) as pool:
        ended = list(pool.map(lambda _: exam.hand_in(started[-1]), range(20)))
    assert {status for status, _ in ended} == {200}
    assert len({(each["receipt"], each["ended_at"], each["reason"]) for _, each in ended}) == 1


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_nothing_acknowledged_is_lost_when_the_process_ends(exam: Exam, how: str) -> None:
    started = exam.start()
    numbers = iter(range(1, 100_000))
    ended = threading.Event()

    def keep_saving(_: int) -> None:
        while not ended.is_set():
            with exam.lock:
                seq = next(numbers)
            exam.save(started, seq)

    with ThreadPoolExecutor(SAVERS) as pool:
        running = [pool.submit(keep_saving, each) for each in range(SAVERS)]
        while len(exam.acknowledged) < 150:
            assert not any(each.done() for each in running)
        getattr(exam.server, how)()
        ended.set()
    stored = exam.stored()
    assert {seq: stored.get(seq) for seq in exam.acknowledged} == exam.acknowledged
    exam.server.start()
    again = exam.start()
    assert again["started_at"] == started["started_at"]
    assert again["lease"] == 2
