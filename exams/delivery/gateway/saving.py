"""Save and status: ``/answers/v1/<attempt>``."""

import uuid

from exams.delivery.gateway import http, lanes, protocol, token
from exams.delivery.gateway.http import Receive, Reply, Scope
from exams.delivery.rules.wire import Malformed
from exams.delivery.services.answers import Submission


async def save(attempt: uuid.UUID, scope: Scope, receive: Receive) -> Reply:
    """Store answers."""
    claims = token.claims_of(scope["headers"], attempt)
    if claims is None:
        return http.unauthorised()
    lease, given = protocol.parse(await http.read_body(scope, receive))
    if lease > claims.lease:
        raise Malformed("a lease this token was not made for")
    return protocol.reply(await lanes.answers.submit(Submission(claims, lease, given)))


async def status(attempt: uuid.UUID, scope: Scope, receive: Receive) -> Reply:
    """Tell how the attempt stands."""
    claims = token.claims_of(scope["headers"], attempt)
    if claims is None:
        return http.unauthorised()
    return protocol.reply(await lanes.answers.submit(Submission(claims, claims.lease, ())))
