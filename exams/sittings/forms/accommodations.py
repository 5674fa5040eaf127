"""Asking for accommodations, and deciding about them."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.sittings.enums import EvidenceKind, Need
from exams.sittings.rules.accommodations import ROOM_NEEDS
from exams.sittings.selectors.accommodations import Paper
from exams.sittings.selectors.seating import NEED_LABELS
from exams.sittings.services import evidence
from exams.sittings.services.accommodations import Terms
from exams.sittings.services.evidence import Document
from lms.core.errors import Refusal
from lms.core.forms import NationalDateField

FILE_HELP = _("PDF、JPEG 或 PNG，每份 5 MB 以內；加密保存，只有審核人員可以開啟，並留下閱覽紀錄。")
ACCEPT = {"accept": "application/pdf,image/jpeg,image/png"}


class DocumentsForm(forms.Form):
    """Documents that prove a need; every one optional, what lacks can follow."""

    certificate = forms.FileField(
        label=_("身心障礙證明"), required=False, help_text=FILE_HELP, widget=forms.ClearableFileInput(attrs=ACCEPT)
    )
    diagnosis = forms.FileField(
        label=_("專科醫師診斷證明"),
        required=False,
        help_text=_("申請延長時間、使用電腦或代筆時需要。"),
        widget=forms.ClearableFileInput(attrs=ACCEPT),
    )
    diagnosis_date = NationalDateField(label=_("診斷證明開立日期"), required=False)
    other = forms.FileField(label=_("其他文件"), required=False, widget=forms.ClearableFileInput(attrs=ACCEPT))

    def clean(self) -> dict[str, Any]:
        """Every file as it will be stored; kept as ``documents``."""
        self.documents: list[Document] = []
        given = super().clean() or {}
        issued: dt.date | None = given.get("diagnosis_date")
        kinds = {
            "certificate": EvidenceKind.DISABILITY_CERTIFICATE,
            "diagnosis": EvidenceKind.DIAGNOSIS,
            "other": EvidenceKind.OTHER,
        }
        for name, kind in kinds.items():
            if given.get(name):
                self._examine(name, kind, issued if kind == EvidenceKind.DIAGNOSIS else None)
        return given

    def _examine(self, name: str, kind: EvidenceKind, issued: dt.date | None) -> None:
        sent = self.cleaned_data[name]
        try:
            if sent.size > evidence.MAX_BYTES:
                raise evidence.EvidenceUnusable(_("檔案超過 5 MB，請縮小後再上傳。"), code="too_big")
            self.documents.append(evidence.examine(sent.read(), kind=kind, issued=issued))
        except Refusal as refusal:
            self.add_error(name, str(refusal.message))


class RequestForm(DocumentsForm):
    """A request: what is needed, and why."""

    needs = forms.MultipleChoiceField(
        label=_("需要的服務"), choices=list(NEED_LABELS.items()), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("說明"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("說明應考時的困難與需要，例如放大倍率。"),
    )
    field_order = ("needs", "reason")

    def arguments(self) -> dict[str, Any]:
        """What the service takes besides person, round, actor and instant."""
        given = self.cleaned_data
        needs = [Need(each) for each in given["needs"]]
        return {"needs": needs, "reason": given["reason"], "documents": self.documents}


class TermsForm(forms.Form):
    """What one paper is granted."""

    extra_minutes = forms.IntegerField(label=_("延長作答（分鐘）"), min_value=0, max_value=240)
    rest_minutes = forms.IntegerField(label=_("中途休息上限（分鐘）"), min_value=0, max_value=240, initial=0)
    large_type = forms.BooleanField(label=_("放大字體"), required=False)
    room_needs = forms.MultipleChoiceField(
        label=_("試場準備事項"),
        choices=[(need, label) for need, label in NEED_LABELS.items() if need in ROOM_NEEDS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def terms(self) -> Terms:
        """The terms as a value."""
        given = self.cleaned_data
        needs = tuple(sorted(Need(each) for each in given["room_needs"]))
        return Terms(given["extra_minutes"], given["rest_minutes"], given["large_type"], needs)

    @classmethod
    def of(cls, paper: Paper, needs: tuple[Need, ...], data: Any = None) -> "TermsForm":
        """The form of a paper: what was granted, else what was asked for with the table's minutes."""
        granted = paper.granted
        initial = {
            "extra_minutes": granted.extra_minutes if granted else paper.suggested_minutes,
            "rest_minutes": granted.rest_minutes if granted else 0,
            "large_type": granted.large_type if granted else Need.LARGE_TYPE in needs,
            "room_needs": granted.room_needs if granted else [str(need) for need in needs if need in ROOM_NEEDS],
        }
        return cls(data, initial=initial, prefix=f"r{paper.registration.pk}")


class NoteForm(forms.Form):
    """Words to the applicant."""

    note = forms.CharField(
        label=_("給申請人的說明"), max_length=400, required=False, strip=True, widget=forms.Textarea(attrs={"rows": 3})
    )
