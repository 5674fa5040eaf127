"""The words for what keeps an item from a step."""

from django.utils.translation import gettext as _

from question_bank.items.rules.lifecycle import Hindrance


def text(found: Hindrance) -> str:
    """Why the step cannot be taken, and what helps."""
    texts = {
        Hindrance.NO_SUCH_MOVE: _("題目目前的狀態不能進行這個步驟，請重新整理後再試。"),
        Hindrance.NO_TEXT: _("這一題還沒有內容，請先寫好題目。"),
        Hindrance.STALE_VERSION: _("題目剛才有了新的變動，請重新整理，看過最新內容後再決定。"),
        Hindrance.OWN_ITEM: _("您是作者之一，不能審查或核可自己的題目。"),
        Hindrance.LOCKED: _("這一題在已密封的試卷裡，解除密封前不能停用。"),
    }
    return texts[found]
