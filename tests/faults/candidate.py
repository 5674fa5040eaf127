"""A virtual candidate: sits a paper as the protocol says and writes down everything that was meant and confirmed."""

import asyncio
import contextlib
import datetime as dt
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.faults.entry import Door, choices
from tests.faults.ledger import Ledger
from tests.faults.wire import Network, Reply, Unreachable, request

MOST_PER_REQUEST = 200
POLL_SECONDS = 5.0
OVER = ("ended", "closed", "void")


@dataclass
class Pace:
    """How somebody sits the paper. Times in seconds."""

    think: float = 1.0
    flags: float = 0.05
    withdraws: float = 0.03
    enters_after: float = 2.0


@dataclass
class Candidate:
    """``sit`` runs until ``finish`` is called or the time is up; then everything is delivered and handed in."""

    attempt: str
    door: Door
    port: int
    ledger: Ledger
    chance: random.Random
    network: Network
    pace: Pace = field(default_factory=Pace)
    hands_in: bool = True
    lease: int = 0
    token: str = ""
    items: dict[int, dict[str, str]] = field(default_factory=dict)
    pending: dict[int, dict[str, Any]] = field(default_factory=dict)
    state: str = "waiting"
    ends_at: float = 0.0
    receipt: str = ""
    problems: list[str] = field(default_factory=list)
    refusals: Counter[int] = field(default_factory=Counter)
    _seq: int = 0
    _finishing: asyncio.Event = field(default_factory=asyncio.Event)
    _entered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def has_entered(self) -> bool:
        """Whether the paper is there."""
        return self._entered.is_set()

    def finish(self) -> None:
        """Answer nothing more; deliver and hand in."""
        self._finishing.set()

    async def sit(self) -> None:
        """The whole exam of this candidate."""
        await asyncio.sleep(self.chance.random() * self.pace.enters_after)
        await self.enter()
        helpers = [asyncio.create_task(self._deliver()), asyncio.create_task(self._poll())]
        try:
            while self._is_writing():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._finishing.wait(), self.chance.expovariate(1 / self.pace.think))
                if self._is_writing():
                    await self._answer()
            await self._finishing.wait()
            while self.pending:
                await asyncio.sleep(0.02)
        finally:
            for helper in helpers:
                helper.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)
        await self.network.calm()
        if self.hands_in:
            await self.hand_in()

    async def enter(self) -> None:
        """Start or resume until the paper is there; what an older lease has not seen confirmed is meant anew."""
        while True:
            with contextlib.suppress(Unreachable):
                reply = await self.door.start()
                if reply.status == 200 and "lease" in reply.body:
                    break
                await self._failed("start", reply)
                if reply.body.get("code") == "ended":
                    self.state = "ended"
                    return
            await asyncio.sleep(0.3 + self.chance.random())
        await self._begin(reply.body)

    async def reopen(self) -> None:
        """Close the window and open another one: a new lease; the journal goes with it."""
        self.state = "reopening"
        await self.enter()

    async def hand_in(self) -> None:
        """Until there is a receipt; asked twice, since the reply may have been lost on somebody."""
        received = 0
        while received < 2:
            with contextlib.suppress(Unreachable):
                reply = await self.door.hand_in(self.lease, self.token)
                if reply.status == 200 and reply.body.get("receipt"):
                    received += 1
                    told = {name: reply.body.get(name) for name in ("receipt", "reason", "answered", "ended_at")}
                    await self.ledger.write("receipt", **told)
                    self.receipt = reply.body["receipt"]
                    continue
                await self._failed("hand-in", reply)
                if reply.body.get("code") == "lease_lost" or reply.status == 401:
                    await self.reopen()
            await asyncio.sleep(0.2 + self.chance.random() * 0.5)

    def _is_writing(self) -> bool:
        """The screen locks itself at the end it was told, also offline."""
        return not self._finishing.is_set() and self.state in ("running", "reopening") and time.time() < self.ends_at

    async def _begin(self, body: dict[str, Any]) -> None:
        self.items = choices(body)
        told = {name: body[name] for name in ("lease", "started_at", "ends_at")}
        await self.ledger.write("started", items=list(self.items), **told)
        journal = sorted(self.pending.items())
        self.lease, self.token, self._seq, self.pending = body["lease"], body["token"], 0, {}
        self._adopt_end(body["ends_at"])
        for _, each in journal:
            await self._mean(each["item"], each["letter"], each["flagged"])
        self.state = "running"
        self._entered.set()

    async def _answer(self) -> None:
        item = self.chance.choice(list(self.items))
        letter = "" if self.chance.random() < self.pace.withdraws else self.chance.choice("abbbcd")
        await self._mean(item, letter, self.chance.random() < self.pace.flags)

    async def _mean(self, item: int, letter: str, flagged: bool) -> None:
        """Into the ledger first, then into the journal."""
        self._seq += 1
        lease, seq = self.lease, self._seq
        await self.ledger.write("intent", lease=lease, seq=seq, item=item, letter=letter, flagged=flagged)
        if lease != self.lease:  # the window was opened anew while this was written down
            return await self._mean(item, letter, flagged)
        masks = {shown: mask for mask, shown in self.items[item].items()}
        options = [masks[letter]] if letter else []
        wire = {"seq": seq, "item": item, "options": options, "flagged": flagged}
        self.pending[seq] = {"item": item, "letter": letter, "flagged": flagged, "wire": wire}

    async def _deliver(self) -> None:
        """Send what is pending, over and over, until it is confirmed."""
        while True:
            if not self.pending or self.state not in ("running", "ended"):
                await asyncio.sleep(0.02)
                continue
            pause = await self._send()
            if pause:
                await asyncio.sleep(pause)

    async def _send(self) -> float:
        """One request; the seconds to wait before the next one."""
        lease, batch = self.lease, [each["wire"] for _, each in sorted(self.pending.items())[:MOST_PER_REQUEST]]
        seqs = [each["seq"] for each in batch]
        if not self.network.is_offline:
            self.ledger.note("sent", lease=lease, seqs=seqs)
        began = time.time()
        try:
            reply = await self._answers("POST", {"lease": lease, "answers": batch})
        except Unreachable:
            return 0.2 + self.chance.random() * 0.6
        if lease != self.lease:  # another window has begun meanwhile; its journal holds these answers too
            return 0.0
        if reply.status in (200, 409):
            await self._settle(reply, lease, seqs, began)
            return 0.0
        await self._failed("save", reply)
        if reply.status == 401:
            await self.reopen()
        return min(2.0, float(reply.headers.get("retry-after", 0)) or 0.3) * (0.7 + self.chance.random() * 0.6)

    async def _settle(self, reply: Reply, lease: int, seqs: list[int], began: float) -> None:
        """What the server has said is true of exactly the answers of this request."""
        if reply.status == 200:
            told = {"held": reply.body.get("held"), "ends_at": reply.body.get("ends_at")}
            await self.ledger.write("ack", lease=lease, seqs=seqs, began=round(began, 4), **told)
        else:
            await self.ledger.write("kept", lease=lease, seqs=seqs, code=reply.body.get("code"))
            if reply.body.get("code") == "lease_lost":
                await self.reopen()  # a repeated start took the lease; the journal is meant anew under the next one
                return
        for seq in seqs:
            self.pending.pop(seq, None)
        await self._follow(reply)

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS * (0.7 + self.chance.random() * 0.6))
            if self.state != "running":
                continue
            with contextlib.suppress(Unreachable):
                lease = self.lease
                reply = await self._answers("GET")
                if lease != self.lease:
                    continue
                if reply.status == 200:
                    await self._follow(reply)
                elif reply.status != 409:
                    await self._failed("status", reply)

    async def _follow(self, reply: Reply) -> None:
        """The end moves only as the server says."""
        body = reply.body
        if body.get("token"):
            self.token = body["token"]
        if body.get("ends_at"):
            given = sum(each["seconds"] for each in body.get("granted", []))
            self._adopt_end(body["ends_at"])
            self.ledger.note("told", ends_at=body["ends_at"], granted=given, state=body.get("state"))
        if body.get("state") in OVER and self.state == "running":
            self.state = "ended"

    def _adopt_end(self, told: str) -> None:
        """The server and this process share a clock here, so the end needs no offset."""
        self.ends_at = dt.datetime.fromisoformat(told).timestamp()

    async def _answers(self, method: str, body: dict[str, Any] | None = None) -> Reply:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        content = json.dumps(body).encode() if body is not None else b""
        path = f"/answers/v1/{self.attempt}"
        return await request(self.network, self.port, method, path, headers=headers, body=content)

    async def _failed(self, what: str, reply: Reply) -> None:
        """The whole body is kept: the checker looks for what must not be in it."""
        text = reply.content.decode(errors="replace")[:20_000]
        self.refusals[reply.status] += 1
        self.ledger.note("error", what=what, status=reply.status, body=text)
        if 400 <= reply.status < 500 and reply.status not in (401, 404, 409, 429):
            self.problems.append(f"{what} was refused with {reply.status}: {text[:200]}")
