"""The worker's entry points."""

import structlog
from celery import shared_task

from lms.core import clock
from lms.notices import selectors
from lms.notices.services import mail, outbox

BATCH = 50
log = structlog.get_logger(__name__)


@shared_task(name="notices.send_due")
def send_due() -> int:
    """Send the mails that are due; returns how many left. A mail that cannot be made or sent never stops the others."""
    sent = 0
    for notice in selectors.due(clock.now())[:BATCH]:
        if not outbox.take(notice=notice, now=clock.now()):
            continue
        try:
            mail.send(notice)
        except Exception as error:
            # The type only: a mail system's message may name the recipient.
            log.warning("notice_undelivered", notice=notice.pk, tries=notice.tries, error=type(error).__name__)
            outbox.undelivered(notice=notice, now=clock.now())
        else:
            outbox.delivered(notice=notice, now=clock.now())
            sent += 1
    return sent
