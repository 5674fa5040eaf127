"""What the pages call sections, kinds, states and reasons."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exams.papers.enums import AssemblyState, Block, Section
from exams.papers.rules import presets
from exams.papers.rules.layouts import ANY, CHOICE_GROUP, GROUP
from question_bank.items.enums import Credit, ItemKind, ItemUse
from question_bank.items.selectors import labels

Words = dict[str, str | Promise]

SECTIONS: Words = {
    Section.SINGLE.value: _("單選題"),
    Section.MULTIPLE.value: _("複選題"),
    Section.GROUPS.value: _("題組"),
    Section.OTHER.value: _("其他"),
}
KINDS: Words = {kind.value: labels.KINDS[kind] for kind in ItemKind}
CELL_KINDS: Words = {
    **KINDS,
    CHOICE_GROUP: _("題組（小題為單選或複選）"),
    GROUP: _("題組（任何題型）"),
    ANY: _("任何題型（不含題組）"),
}
CREDITS: Words = {
    Credit.ALL_OR_NOTHING.value: _("全對才給分"),
    Credit.PARTIAL.value: _("部分給分"),
    Credit.RIGHT_MINUS_WRONG.value: _("答對減答錯，不低於零分"),
}
POOLS: Words = {use.value: labels.USES[use] for use in (ItemUse.SECURE, ItemUse.PRACTICE, ItemUse.SAMPLE)}
STATES: dict[str, tuple[str | Promise, str]] = {
    AssemblyState.QUEUED.value: (_("等待中"), "neutral"),
    AssemblyState.SOLVING.value: (_("組卷中"), "info"),
    AssemblyState.REHEARSED.value: (_("待決定"), "warn"),
    AssemblyState.IMPOSSIBLE.value: (_("無法組卷"), "bad"),
    AssemblyState.FAILED.value: (_("未完成"), "bad"),
    AssemblyState.KEPT.value: (_("已採用"), "good"),
    AssemblyState.DISCARDED.value: (_("已作廢"), "neutral"),
}
BLOCKS: Words = {
    Block.EXPOSURE.value: _("已達曝光上限"),
    Block.FLAG.value: _("有待處理的標記"),
    Block.LOCK.value: _("封存中"),
    Block.FRIEND.value: _("相伴的題目不可用"),
    Block.PARTS.value: _("題組不完整"),
}
VERDICTS: dict[str, tuple[str | Promise, str]] = {
    "good": (_("足夠"), "good"),
    "tight": (_("吃緊"), "warn"),
    "short": (_("不足"), "bad"),
}
PRESETS: Words = {
    presets.GREEN: _("綠領：50 題單選，依 16 單元"),
    presets.BEGINNER: _("iPAS 初級：50 題單選"),
    presets.INTERMEDIATE: _("iPAS 中級：28 單選、10 複選、4 題組各 3 小題"),
}
