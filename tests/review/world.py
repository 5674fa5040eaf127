"""Items on their way, and the people around them."""

import datetime as dt
from dataclasses import dataclass

from lms.accounts.models import User
from lms.organizations.enums import Role
from question_bank.items.models import Item, ItemVersion
from question_bank.items.services import bank
from tests.support import cast, items

NOW = cast.NOW
LATER = NOW + dt.timedelta(hours=1)


@dataclass
class People:
    """A writer and a co-author, two reviewers, two officers, somebody without a role."""

    writer: User
    coauthor: User
    reviewer: User
    second: User
    officer: User
    other_officer: User
    stranger: User

    @classmethod
    def make(cls) -> "People":
        """Write them to the database. All but the stranger may review, so that only authorship can stop them."""
        return cls(
            writer=_both("writer"),
            coauthor=_both("coauthor"),
            reviewer=cast.user("reviewer", role=Role.ITEM_REVIEWER),
            second=cast.user("second", role=Role.ITEM_REVIEWER),
            officer=cast.user("officer", role=Role.EXAM_OFFICER),
            other_officer=cast.user("officer2", role=Role.EXAM_OFFICER),
            stranger=cast.user("stranger"),
        )


def _both(name: str) -> User:
    from lms.organizations.models import Membership

    user = cast.user(name, role=Role.ITEM_WRITER)
    Membership.objects.create(user=user, role=Role.ITEM_REVIEWER)
    return user


def drafted(
    author: User, *, code: str = "GC-U01-P90", use: str = "practice", stem: str = "", **changes: object
) -> Item:
    """A new draft of an author, read back from the database."""
    stem = stem or f"示範題 {code}：盤點用電量時，最適合採用的佐證為何？"
    version = save(author, code=code, use=use, stem=stem, **changes)
    return Item.objects.get(pk=version.item_id)


def save(author: User, *, code: str = "GC-U01-P90", use: str = "practice", **changes: object) -> ItemVersion:
    """A version of an item by an author."""
    return bank.save_draft(draft=items.draft(code=code, use=use, **changes), actor=author, now=NOW)
