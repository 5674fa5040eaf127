"""Which endpoint answers ``/answers/v1/<attempt>`` (verb "") and ``/answers/v1/<attempt>/<verb>``."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from exams.delivery.gateway import calling, saving
from exams.delivery.gateway.http import Receive, Reply, Scope

Endpoint: TypeAlias = Callable[[uuid.UUID, Scope, Receive], Awaitable[Reply]]
"""May raise ``Malformed`` (400), ``TooLarge`` (413), ``Gone`` and ``Busy`` (503); anything else is logged as 503."""

#: Verb → method → endpoint.
ROUTES: Mapping[str, Mapping[str, Endpoint]] = {
    "": {"GET": saving.status, "POST": saving.save},
    "start": {"POST": calling.start},
    "hand-in": {"POST": calling.hand_in},
    "help": {"POST": calling.call},
    "signals": {"POST": calling.signals},
    "remark": {"POST": calling.remark},
}
