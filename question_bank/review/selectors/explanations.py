"""The words for what stands against a step, for states and for decisions."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from question_bank.items.enums import ItemState
from question_bank.review.enums import Action, Check
from question_bank.review.rules.obstacles import Case, Obstacle


def obstacle(found: Obstacle, case: Case) -> str:
    """Why the step cannot be taken, and what helps."""
    texts = {
        Obstacle.OWN_SUBMISSION: _("這一版是您送審的，須由其他人審查與核可。"),
        Obstacle.SAME_REVIEWER: _("您已審查這一版，須由另一位核可。"),
        Obstacle.FAULTS: ngettext(
            "還有 %(n)d 項檢查問題，修正後才能核可。", "還有 %(n)d 項檢查問題，修正後才能核可。", case.faults
        )
        % {"n": case.faults},
        Obstacle.OPEN_COMMENTS: ngettext(
            "還有 %(n)d 則意見未解決，處理後才能核可。",
            "還有 %(n)d 則意見未解決，處理後才能核可。",
            case.open_comments,
        )
        % {"n": case.open_comments},
        Obstacle.CHECKS_MISSING: _("請逐項確認檢核表；有任何一項不成立時，請退回並寫下意見。"),
    }
    return texts[found]


def action(value: str) -> str:
    """A decision as the history tells it."""
    names = {
        Action.SUBMIT: _("送審"),
        Action.WITHDRAW: _("撤回"),
        Action.RETURN: _("退回修改"),
        Action.REVIEW: _("審查通過"),
        Action.APPROVE: _("核可"),
        Action.RETIRE: _("停用"),
        Action.REVIVE: _("重新啟用為草稿"),
    }
    return names[Action(value)]


def check(value: str) -> str:
    """An entry of the checklist."""
    names = {
        Check.FACT: _("內容與出處相符"),
        Check.ONE_RIGHT_ANSWER: _("正解唯一且正確"),
        Check.WORDING: _("題幹與選項文字清楚、無提示"),
        Check.DISTRACTORS: _("誘答選項合理"),
        Check.VALID_DATE: _("法規與數據的日期仍有效"),
    }
    return names[Check(value)]


def next_actor(value: str) -> str:
    """Who must act next."""
    names = {
        ItemState.DRAFT: _("命題者"),
        ItemState.SUBMITTED: _("審題者"),
        ItemState.REVIEWED: _("另一位審題者或試務人員"),
        ItemState.APPROVED: "",
        ItemState.RETIRED: "",
    }
    return names[ItemState(value)]


def field(name: str) -> str:
    """A field of an item as comments name it."""
    head, _colon, part = name.partition(":")
    names = {
        "stimulus": _("題組題幹"),
        "stem": _("題幹"),
        "option": _("代號 %(part)s") % {"part": part},
        "key": _("正解"),
        "explanation": _("解說"),
        "source": _("出處"),
        "topic": _("主題"),
        "difficulty": _("預期難度"),
        "general": _("整題"),
    }
    return names[head]
