"""Save and status: ``/answers/v1/<attempt>``."""

import datetime as dt
import uuid

from exams.delivery.gateway import http, lanes, protocol, token
from exams.delivery.gateway.http import Receive, Reply, Scope
from exams.delivery.rules.tokens import Claims
from exams.delivery.rules.wire import Malformed
from exams.delivery.services.answers import Submission

#: The instant of arrival is set by the writer, from its own clock.
_NOT_YET = dt.datetime.min.replace(tzinfo=dt.UTC)


async def save(attempt: uuid.UUID, scope: Scope, receive: Receive) -> Reply:
    """Store answers."""
    claims = token.claims_of(scope["headers"], attempt)
    if claims is None:
        return http.unauthorised()
    lease, given = protocol.parse(await http.read_body(scope, receive))
    if lease > claims.lease:
        raise Malformed("a lease this token was not made for")
    return await _submit(Submission(claims, lease, given, _NOT_YET))


async def status(attempt: uuid.UUID, scope: Scope, receive: Receive) -> Reply:
    """Tell how the attempt stands."""
    claims = token.claims_of(scope["headers"], attempt)
    return http.unauthorised() if claims is None else await _submit(_question(claims))


def _question(claims: Claims) -> Submission:
    return Submission(claims, claims.lease, (), _NOT_YET)


async def _submit(submission: Submission) -> Reply:
    status, body = protocol.reply(await lanes.answers.submit(submission))
    return http.unauthorised() if status == 401 else http.reply(status, body)
