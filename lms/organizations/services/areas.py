"""The list of test areas (測驗區, ORG-4): places of the national test, kept by the exam office."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.errors import Refusal
from lms.organizations.models import County, TestArea


class AreaExists(Refusal):
    """Another test area has this code."""

    code = "area_exists"


def save(
    *, area: TestArea | None, code: str, name_zh: str, name_en: str, county: County, actor: Any, now: dt.datetime
) -> TestArea:
    """A new test area, or another name, code or county for ``area``. Raises :class:`AreaExists`."""
    row = TestArea(pk=area.pk, public_id=area.public_id) if area else TestArea()
    row.code, row.name_zh, row.name_en, row.county = code, name_zh, name_en, county
    try:
        with transaction.atomic():
            row.save()
            action = "test_area.revised" if area else "test_area.created"
            audit.record(actor=actor, action=action, subject=f"organizations.TestArea:{row.public_id}", now=now)
    except IntegrityError as error:
        raise AreaExists(_("已有代碼 %(code)s 的測驗區。") % {"code": code}) from error
    return row
