"""What the rule book says about a programme, as lines for its page; whatever is not official is marked provisional."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from lms.core.errors import Text


@dataclass(frozen=True)
class Source:
    """Where a rule can be read; ``url`` blank = a paper handed out."""

    title: Text
    url: str = ""


@dataclass(frozen=True)
class Fact:
    """One line: what, its value, whether it is provisional (暫定: not from an official text)."""

    label: Text
    value: Text
    provisional: bool = False


@dataclass(frozen=True)
class ProgrammeFacts:
    """``short`` are the phrases of a card; ``pass_mark`` are the sentences that decide, with their source."""

    short: tuple[Text, ...]
    facts: tuple[Fact, ...]
    pass_mark: tuple[Text, ...]
    source: Source


_SLIDES = Source(_("115 年 5 月 27 日說明會簡報"))
_PRESS = Source(_("聯合新聞網：首場測驗報導"), "https://udn.com/news/story/7266/8957969")
_NOT_ANNOUNCED = _("尚未公告")
_IPAS_PASS = (
    _("每科 100 分，該科達 70 分為及格（成績計算以四捨五入方式取整數）。"),
    _("同時報考同一級等的所有考科，平均達 70 分得視為及格，但單科成績不得低於 60 分。"),
)
_RETAINED = Fact(_("單科保留"), _("及格的考科保留至第三年的 12 月 31 日，供跨次報考獲證"), provisional=True)

FACTS = {
    "green": ProgrammeFacts(
        short=(_("48 小時"), _("16 個單元"), _("60 分及格")),
        facts=(
            Fact(_("適合對象"), _("一般民眾，不限成年；受訓對象以各班公告為準")),
            Fact(_("上課"), _("由各開班學校開班，16 個單元、每單元 3 小時")),
            Fact(_("應試資格"), _("完成 48 小時課程；或具補測資格")),
            Fact(_("缺課"), _("缺課達 12 小時者不得應試"), provisional=True),
            Fact(_("測驗"), _("紙筆測驗，50 題四選一單選，100 分鐘，全國同日舉行")),
            Fact(_("配分"), _("每題 2 分"), provisional=True),
            Fact(_("應試須知"), _("開始 10 分鐘後不得入場，15 分鐘後可交卷；不得使用任何計算機、手機與智慧穿戴裝置")),
            Fact(_("成績"), _("測驗後 15 個工作日內以電子郵件寄發成績通知單")),
            Fact(_("補測"), _("結訓後 1 年內可補測 2 次，參加下一場全國測驗"), provisional=True),
            Fact(_("結果文件"), _("環境部電子合格證明；不是證照，也不是法定資格")),
        ),
        pass_mark=(_("一份試卷，滿分 100 分，60 分以上及格。"),),
        source=_PRESS,
    ),
    "ipas-nz-beginner": ProgrammeFacts(
        short=(_("兩科各 50 題"), _("每科 70 分及格")),
        facts=(
            Fact(_("適合對象"), _("想進入淨零碳規劃工作者；報考資格以當次簡章為準"), provisional=True),
            Fact(_("測驗"), _("每科 50 題單選")),
            Fact(_("測驗時間"), _("每科 75 分鐘"), provisional=True),
            Fact(_("報名費"), _NOT_ANNOUNCED),
            _RETAINED,
            Fact(_("證書效期"), _NOT_ANNOUNCED),
            Fact(_("結果文件"), _("經濟部能力鑑定證書")),
        ),
        pass_mark=_IPAS_PASS,
        source=_SLIDES,
    ),
    "ipas-nz-intermediate": ProgrammeFacts(
        short=(_("兩科各 50 題"), _("單選、複選、題組"), _("115 年首辦")),
        facts=(
            Fact(_("適合對象"), _("已從事減碳或碳管理工作者；報考資格以當次簡章為準"), provisional=True),
            Fact(_("測驗"), _("每科 50 題：單選 28 題、複選 10 題、題組 12 題"), provisional=True),
            Fact(_("測驗時間"), _("每科 90 分鐘"), provisional=True),
            Fact(_("複選題計分"), _("全對才給分，不倒扣"), provisional=True),
            Fact(_("報名費"), _NOT_ANNOUNCED),
            _RETAINED,
            Fact(_("證書效期"), _NOT_ANNOUNCED),
            Fact(_("結果文件"), _("經濟部能力鑑定證書")),
        ),
        pass_mark=_IPAS_PASS,
        source=_SLIDES,
    ),
}
