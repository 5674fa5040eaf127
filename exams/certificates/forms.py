"""Forms of certificates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.certificates.enums import CertificateState

_STATES = [
    (CertificateState.REVOKED.value, _("撤銷（自始無效：冒名、偽造、不符資格或舞弊）")),
    (CertificateState.WITHDRAWN.value, _("廢止（自決定起失效：出借、出租或受監護宣告）")),
    (CertificateState.SUPERSEDED.value, _("由新證書取代")),
]


class VerifyForm(forms.Form):
    """Number and code as printed on a certificate."""

    number = forms.RegexField(
        r"^\s*[A-Za-z0-9-]{4,40}\s*$",
        label=_("證明序號"),
        help_text=_("例如 GC-115-000123"),
        error_messages={"invalid": _("序號由英文字母、數字與連字號組成。")},
        strip=True,
    )
    code = forms.RegexField(
        r"^[A-Za-z0-9 -]{16,30}$",
        label=_("查驗碼"),
        help_text=_("證書左下角 QR 碼下方的 16 個字，大小寫與連字號不影響。"),
        error_messages={"invalid": _("查驗碼是 16 個英文字母或數字。")},
        strip=True,
    )


class StateForm(forms.Form):
    """A recorded decision about a certificate."""

    state = forms.ChoiceField(label=_("決定"), choices=_STATES)
    reason = forms.CharField(label=_("決定的依據"), help_text=_("文號與理由摘要，不要寫入個人資料。"), max_length=120)
