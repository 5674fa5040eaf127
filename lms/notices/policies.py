"""Who may see which notices."""

from typing import Any
from uuid import UUID

from django.http import Http404

from lms.notices.enums import NoticeState
from lms.notices.models import Notice
from lms.organizations import policies


def can_see_failed(user: Any) -> bool:
    """The exam office answers for mails that did not arrive."""
    return policies.is_exam_officer(user) or policies.is_administrator(user)


def access_failed(user: Any, public_id: UUID) -> Notice:
    """A mail that was given up. Raises 404 for anybody else and anything else."""
    notice = Notice.objects.filter(public_id=public_id, state=NoticeState.FAILED).first()
    if notice is None or not can_see_failed(user):
        raise Http404
    return notice
