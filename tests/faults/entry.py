"""How a candidate gets in and out: the requests around the answers (docs/answers-protocol.md, Start and Hand in)."""

import json
import re
from dataclasses import dataclass
from typing import Any

from tests.faults.wire import Network, Reply, request

_TICKET = re.compile(r'data-ticket="([^"]+)"')
_CHOICE = re.compile(r'value="(o[0-9a-f]{12})".*?選項 \d+([a-d])', re.DOTALL)


@dataclass
class Door:
    """The way in for one signed-in browser."""

    network: Network
    port: int
    attempt: str
    cookie: str
    ticket: str = ""

    async def start(self) -> Reply:
        """Ask for the paper with the ticket that the lobby draws; the lobby's reply when it draws none."""
        cookie = {"Cookie": self.cookie}
        if not self.ticket:
            page = await request(self.network, self.port, "GET", f"/exam/{self.attempt}/", headers=cookie)
            found = _TICKET.search(page.content.decode(errors="replace"))
            if page.status != 200 or found is None:
                return page
            self.ticket = found.group(1)
        reply = await self._post("start", self.ticket, {}, cookie)
        if reply.status == 401:
            self.ticket = ""
        return reply

    async def hand_in(self, lease: int, token: str) -> Reply:
        """Hand in with the right to write."""
        return await self._post("hand-in", token, {"lease": lease}, {})

    async def _post(self, verb: str, bearer: str, body: dict[str, int], more: dict[str, str]) -> Reply:
        headers = more | {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
        path = f"/answers/v1/{self.attempt}/{verb}"
        return await request(self.network, self.port, "POST", path, headers=headers, body=json.dumps(body).encode())


def choices(body: dict[str, Any]) -> dict[int, dict[str, str]]:
    """Per item of the paper, the masked name of each option and the letter that its text shows.

    The letter is the option's real id, written into the invented text: so the ledger says what the candidate saw and
    meant, and a mistake in the masks would show as a wrong answer.
    """
    return {int(item): dict(_CHOICE.findall(body["faces"][str(item)]["html"])) for item, _ in body["order"]}
