"""A candidate's own ledger: every intent before it is sent, every acknowledgement as it came; append-only, fsynced.

Kinds of entries (``do``): ``started``, ``intent``, ``sent``, ``ack``, ``kept``, ``told``, ``error``, ``receipt``. ``t`` is
the instant of the harness's clock; it is compared with nothing on the server.
"""

import asyncio
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_syncing = ThreadPoolExecutor(8, thread_name_prefix="ledger")


@dataclass
class Ledger:
    """One file of one candidate."""

    path: Path
    _file: int = field(init=False)

    def __post_init__(self) -> None:
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    async def write(self, do: str, **entry: Any) -> None:
        """Append an entry; on return it is on the disk."""
        self.note(do, **entry)
        await asyncio.get_running_loop().run_in_executor(_syncing, os.fsync, self._file)

    def note(self, do: str, **entry: Any) -> None:
        """Append an entry that proves nothing by itself; it reaches the disk with the next one."""
        line = json.dumps({"do": do, "t": round(time.time(), 4)} | entry, ensure_ascii=False)
        os.write(self._file, line.encode() + b"\n")

    def close(self) -> None:
        """No more entries."""
        os.close(self._file)


def read(path: Path) -> list[dict[str, Any]]:
    """The entries of a file in the order they were made."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
