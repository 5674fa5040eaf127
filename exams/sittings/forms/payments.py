"""The office's forms about fees: a transfer, the bank's file, a cancellation, what the list shows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.tuition.rules.accounts import LARGEST
from exams.sittings.enums import RegistrationState, WithdrawalReason
from exams.sittings.selectors.roster import Filters
from exams.sittings.selectors.withdrawals import REASONS
from exams.sittings.services.bank import MAX_BYTES


class TransferForm(forms.Form):
    """One transfer; ``late`` enters money whose place is gone, to be given back."""

    code = forms.CharField(label=_("專屬繳費帳號"), max_length=30)
    amount = forms.IntegerField(label=_("金額（元）"), min_value=1, max_value=LARGEST, localize=False)
    reference = forms.CharField(label=_("交易序號"), max_length=40)
    late = forms.BooleanField(label=_("名額已不在，只登錄款項並列為待退"), required=False)

    def transfer(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in ("code", "amount", "reference")}


class BankFileForm(forms.Form):
    """The bank's file."""

    file = forms.FileField(label=_("銀行入帳明細（CSV）"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))

    def clean_file(self) -> Any:
        """Not too big to be read at once."""
        given = self.cleaned_data["file"]
        if given.size > MAX_BYTES:
            raise ValidationError(_("檔案超過 2 MB。"), code="too_big")
        return given


class CancelForm(forms.Form):
    """Why the office cancels a registration."""

    reason = forms.ChoiceField(label=_("事由"), choices=[(reason.value, text) for reason, text in REASONS.items()])

    def chosen(self) -> WithdrawalReason:
        """The reason."""
        return WithdrawalReason(self.cleaned_data["reason"])


class ListForm(forms.Form):
    """Filters of the list; anything unknown counts as no filter, so that shared links never break."""

    state = forms.ChoiceField(
        label=_("狀態"),
        required=False,
        choices=[
            ("", _("全部")),
            (RegistrationState.PENDING.value, _("待繳費")),
            (RegistrationState.REGISTERED.value, _("報名完成")),
            (RegistrationState.CANCELLED.value, _("已取消")),
        ],
    )
    subject = forms.CharField(label=_("考科代碼"), required=False, max_length=8)
    words = forms.CharField(label=_("繳費帳號或團報單位"), required=False, max_length=60)

    def filters(self) -> Filters:
        """The filters that make sense."""
        self.is_valid()
        given = {name: str(self.cleaned_data.get(name, "")).strip() for name in ("state", "subject", "words")}
        return Filters(**given)
