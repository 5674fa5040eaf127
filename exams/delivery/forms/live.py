"""What the live room, the page of a seat and the officers' page of a running round ask for."""

import base64
import binascii
import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exams.delivery.enums import IdentityCheck, OrderKind, PauseReason, SignatureState, StaffReason
from exams.delivery.models import (
    IDENTITY_LABELS,
    INCIDENT_CATEGORY_LABELS,
    INCIDENT_REASON_LABELS,
    ORDER_LABELS,
    PAUSE_REASON_LABELS,
    SIGNATURE_LABELS,
    STAFF_REASON_LABELS,
)
from exams.delivery.rules.incidents import ReasonList
from exams.delivery.services import actions
from exams.delivery.services.incidents import Signature
from exams.sittings.models import ExamRoom, Sitting
from lms.accounts.models import User
from lms.core.templatetags.ui import localized

MAX_MINUTES = 240
_PNG = "data:image/png;base64,"
_REASONS = list(STAFF_REASON_LABELS.items())


class MinutesForm(forms.Form):
    """Minutes and the reason that the candidate will read."""

    minutes = forms.IntegerField(label=_("分鐘數"), min_value=1, max_value=MAX_MINUTES, initial=5)
    reason = forms.ChoiceField(label=_("原因"), choices=_REASONS)

    def terms(self, scope: str) -> dict[str, Any]:
        """The terms of the action."""
        data = self.cleaned_data
        return actions.terms(minutes=data["minutes"], reason=StaffReason(data["reason"]), scope=scope)


class ReasonForm(forms.Form):
    """Why staff end an attempt."""

    reason = forms.ChoiceField(label=_("原因"), choices=_REASONS)

    def terms(self, scope: str) -> dict[str, Any]:
        """The terms of the action."""
        return actions.terms(reason=StaffReason(self.cleaned_data["reason"]), scope=scope)


class AgainForm(MinutesForm):
    """Why an attempt goes on, and what is given on top of the time lost since its end."""

    minutes = forms.IntegerField(label=_("另外延長分鐘數"), min_value=0, max_value=MAX_MINUTES, initial=0)


class PauseForm(forms.Form):
    """Why a clock is stopped."""

    reason = forms.ChoiceField(
        label=_("原因"), choices=list(PAUSE_REASON_LABELS.items()), initial=PauseReason.TECHNICAL
    )

    def why(self) -> PauseReason:
        """The reason chosen."""
        return PauseReason(self.cleaned_data["reason"])


class MessageForm(forms.Form):
    """A message for screens."""

    text = forms.CharField(label=_("訊息"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class IdentityForm(forms.Form):
    """What comparing the document said."""

    identity = forms.ChoiceField(label=_("證件核對"), choices=list(IDENTITY_LABELS.items()), required=False)

    def outcome(self) -> IdentityCheck:
        """Not checked when nothing was said."""
        return IdentityCheck(self.cleaned_data.get("identity") or IdentityCheck.NOT_CHECKED)


class IncidentForm(forms.Form):
    """An entry about a candidate. ``picture`` is what the canvas drew, as a data address; ``time`` is today's."""

    reason = forms.ChoiceField(label=_("事由"))
    time = forms.TimeField(label=_("發生時間"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    facts = forms.CharField(label=_("事實經過"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    signature = forms.ChoiceField(
        label=_("應考人簽名"), choices=list(SIGNATURE_LABELS.items()), widget=forms.RadioSelect
    )
    picture = forms.CharField(required=False, max_length=450_000, widget=forms.HiddenInput)
    note = forms.CharField(label=_("拒絕或無法簽名的情形"), max_length=200, required=False)

    def __init__(self, *args: Any, listed: ReasonList, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = timezone.localtime(now)
        self.fields["reason"].choices = [("", _("請選擇"))] + [  # type: ignore[attr-defined]
            (INCIDENT_CATEGORY_LABELS[category], [(each.code, _labelled(each.code, each.source)) for each in reasons])
            for category, reasons in listed.categories().items()
        ]
        self.fields["time"].initial = self.now.time()

    def clean_picture(self) -> bytes:
        """The drawing's bytes; empty when nothing was drawn."""
        sent = self.cleaned_data["picture"]
        if not sent:
            return b""
        try:
            return base64.b64decode(sent.removeprefix(_PNG), validate=True)
        except (ValueError, binascii.Error):
            raise forms.ValidationError(_("看不出簽名，請重新簽名。")) from None

    def arguments(self) -> dict[str, Any]:
        """What the service takes besides attempt, actor and instant. A later time of day was yesterday's evening."""
        data = self.cleaned_data
        at = timezone.make_aware(dt.datetime.combine(self.now.date(), data["time"]))
        if at > self.now + dt.timedelta(hours=12):
            at -= dt.timedelta(days=1)
        return {
            "reason": data["reason"],
            "facts": data["facts"],
            "occurred_at": at,
            "signature": Signature(SignatureState(data["signature"]), data["picture"], data["note"]),
        }


class ObjectionForm(forms.Form):
    """A candidate's remark about an item, by its number on the own paper."""

    position = forms.IntegerField(label=_("題號"), min_value=1, max_value=400)
    text = forms.CharField(label=_("疑義內容"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}))


class DutyForm(forms.Form):
    """Who gets which room."""

    room: Any = forms.ModelChoiceField(label=_("試場"), queryset=None, to_field_name="public_id")
    user: Any = forms.ModelChoiceField(label=_("監試人員"), queryset=None)
    is_lead = forms.BooleanField(label=_("主監試（簽署試場報告）"), required=False)

    def __init__(self, *args: Any, rooms: QuerySet[ExamRoom], users: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]
        self.fields["user"].queryset = users  # type: ignore[attr-defined]
        self.fields["room"].label_from_instance = lambda room: f"{room.code} {room.name_zh}"  # type: ignore[attr-defined]
        self.fields["user"].label_from_instance = lambda user: user.display_name or user.email  # type: ignore[attr-defined]


class SignForm(forms.Form):
    """The lead signs the report of a room."""

    signed_name = forms.CharField(label=_("主監試姓名（簽署）"), max_length=60)
    remark = forms.CharField(
        label=_("補充說明"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    confirmed = forms.BooleanField(label=_("我已核對以上紀錄"))


class RoundActionForm(MinutesForm):
    """Time for everybody of a sitting."""

    sitting: Any = forms.ModelChoiceField(label=_("場次"), queryset=None, to_field_name="public_id")
    kind = forms.ChoiceField(
        label=_("處置"), choices=[(kind, ORDER_LABELS[kind]) for kind in (OrderKind.EXTEND, OrderKind.DELAY)]
    )
    field_order = ("sitting", "kind", "minutes", "reason")

    def __init__(self, *args: Any, sittings: QuerySet[Sitting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sitting"].queryset = sittings  # type: ignore[attr-defined]
        self.fields["sitting"].label_from_instance = lambda each: localized(each.subject, "name")  # type: ignore[attr-defined]


def _labelled(code: str, source: str) -> str:
    """The reason with the rule it comes from."""
    label = str(INCIDENT_REASON_LABELS[code])
    return f"{label} · {source}" if source else label
