"""Several services at the same time, on a database where a lock means something.

The in-memory database of a plain test run has one table lock for all connections and never waits. For a race it is copied
to a file, where the real settings (WAL, IMMEDIATE, busy timeout) hold. PostgreSQL is used as it is.
"""

import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections


@contextmanager
def shared_database() -> Iterator[None]:
    """Within, this thread and new threads see the same database through connections of their own."""
    settings = connections.databases["default"]
    if connection.vendor != "sqlite" or "memory" not in str(settings["NAME"]):
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "race.sqlite3")
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
        kept, name = connection.connection, settings["NAME"]
        connection.connection, settings["NAME"] = None, path
        try:
            yield
        finally:
            if connection.connection is not None:
                connection.connection.close()
            connection.connection, settings["NAME"] = kept, name


def together(*actions: Callable[[], Any]) -> list[Any]:
    """Run the actions at once in threads; the result of each, or the exception it raised."""
    start = threading.Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=10)
            return action()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(run, actions))
