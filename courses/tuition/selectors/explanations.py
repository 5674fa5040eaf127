"""The words for every reason code of the discount rules."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.tuition.rules.enums import DiscountReason, Identity
from lms.core.reasons import Reason
from lms.core.templatetags.ui import day_long

IDENTITIES = {
    Identity.STUDENT: gettext_lazy("大專校院在校生（含研究生，30歲以下）"),
    Identity.STUDENT_IN_SERVICE: gettext_lazy("在職專班學生"),
    Identity.LOW_INCOME: gettext_lazy("低收入戶"),
    Identity.MIDDLE_LOW_INCOME: gettext_lazy("中低收入戶"),
    Identity.DISABILITY: gettext_lazy("身心障礙者"),
}
PROOFS = {
    Identity.STUDENT: gettext_lazy("學生證或在學證明"),
    Identity.STUDENT_IN_SERVICE: gettext_lazy("學生證或在學證明"),
    Identity.LOW_INCOME: gettext_lazy("戶籍所在地縣市核發、當年度有效的低收入戶證明"),
    Identity.MIDDLE_LOW_INCOME: gettext_lazy("戶籍所在地縣市核發、當年度有效的中低收入戶證明"),
    Identity.DISABILITY: gettext_lazy("有效的身心障礙證明（正反面）"),
}
SOURCES = {
    "S115": gettext_lazy("115 年 5 月 27 日說明會簡報"),
    "N3": gettext_lazy("聯合新聞網報導"),
    "N11": gettext_lazy("環境部新聞稿"),
}
"""What a policy's ``source`` stands for; a source without a name is shown as it is."""
_DATES = frozenset({"policy", "on", "as_of"})
"""Parameters that are dates; a policy is named by the day it was announced."""

CONSIDERED = frozenset({DiscountReason.POLICY_LATER, DiscountReason.POLICY_SUPERSEDED, DiscountReason.POLICY_CONFIRMS})
"""Steps that only say which announcement was not the one applied; pages fold them away."""


def text(reason: Reason) -> str:
    """One step of a decision as a sentence in the page's language."""
    params: dict[str, object] = dict(reason.params)
    if "identity" in params:
        params["identity"] = str(IDENTITIES[Identity(str(params["identity"]))])
    if "source" in params:
        params["source"] = str(SOURCES.get(str(params["source"]), params["source"]))
    if "amount" in params:
        params["amount"] = f"{params['amount']:,}"
    for name in _DATES & params.keys():
        params[name] = day_long(dt.date.fromisoformat(str(params[name])))
    return _sentence(DiscountReason(reason.code)) % params


def _sentence(code: DiscountReason) -> str:
    sentences = {
        DiscountReason.POLICY_LATER: _("%(policy)s 的公告晚於申請日，不適用。"),
        DiscountReason.POLICY_SUPERSEDED: _("%(policy)s 的公告已由較新的公告取代。"),
        DiscountReason.POLICY_APPLIED: _("適用 %(policy)s 公告的規定（依據 %(source)s）。"),
        DiscountReason.POLICY_CONFIRMS: _("%(policy)s 的公告重申適用中的規定。"),
        DiscountReason.POLICY_SET_ASIDE: _("%(policy)s 的報導與規定不符，未經決定前不採用。"),
        DiscountReason.NO_POLICY: _("申請日 %(on)s 時尚無優惠公告。"),
        DiscountReason.NOT_HELD: _("未聲明身分：%(identity)s。"),
        DiscountReason.IN_SERVICE: _("在職專班學生不適用在校生優惠。"),
        DiscountReason.AGE_UNKNOWN: _("%(identity)s：沒有出生日期或認定日，無法確認年齡。"),
        DiscountReason.TOO_OLD: _("%(identity)s：認定日 %(as_of)s 時滿 %(age)s 歲，超過 %(max_age)s 歲。"),
        DiscountReason.NOT_PASSED: _("%(identity)s：尚未通過測驗。"),
        DiscountReason.RETAKE_EXCLUDED: _("%(identity)s：限第一次測驗通過，補測通過不適用。"),
        DiscountReason.BENEFIT_MET: _("%(identity)s：符合，可優惠 %(amount)s 元。"),
        DiscountReason.HIGHEST_TAKEN: _("採計最高的一項：%(identity)s，%(amount)s 元。"),
        DiscountReason.NOTHING_DUE: _("沒有符合的優惠。"),
    }
    return sentences[code]


def trace(reasons: list[Reason]) -> list[str]:
    """The steps that decided, in words."""
    return [text(reason) for reason in reasons if reason.code not in CONSIDERED]


def considered(reasons: list[Reason]) -> list[str]:
    """The announcements that were looked at and not applied, in words."""
    return [text(reason) for reason in reasons if reason.code in CONSIDERED]
