"""The connection of a lane: durable whatever the server's default is, and impatient.

A commit that was acknowledged has reached the disk, and neither a locked row nor a slow statement holds a lane up for
longer than a client waits. Pages and workers keep their own connections and their own patience.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

STATEMENT_SECONDS = 5
LOCK_SECONDS = 1
CONNECT_SECONDS = 3
_POSTGRESQL = (
    "-c synchronous_commit=on"
    f" -c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout={LOCK_SECONDS}s"
    f" -c idle_in_transaction_session_timeout={2 * STATEMENT_SECONDS}s"
)
#: A host that vanished is noticed; one that only hangs is waited for by the lane's watchman.
_NETWORK = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def adopt(*, prepared: bool = False) -> None:
    """Give this thread a connection of its own with these terms; it opens with the first query.

    ``prepared``: the few statements of this lane are sent with their parameters apart and planned once.
    """
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    terms = _sqlite if connection.vendor == "sqlite" else _postgresql
    given = connection.settings_dict
    connection.settings_dict = given | {"OPTIONS": terms(dict(given["OPTIONS"]), prepared), "CONN_MAX_AGE": None}
    connections[DEFAULT_DB_ALIAS] = connection


def _postgresql(options: dict[str, Any], prepared: bool) -> dict[str, Any]:
    options.pop("pool", None)
    options["options"] = f"{options.get('options', '')} {_POSTGRESQL}".strip()
    if prepared:
        options |= {"server_side_binding": True, "prepare_threshold": 3}
    return options | _NETWORK


def _sqlite(options: dict[str, Any], prepared: bool) -> dict[str, Any]:
    options["timeout"] = STATEMENT_SECONDS
    options["init_command"] = f"{options.get('init_command', '').rstrip(';')};PRAGMA synchronous=FULL".lstrip(";")
    return options
