"""The words of the interface for kinds, uses, states and effects."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from question_bank.items.enums import (
    AccessPurpose,
    ItemKind,
    ItemState,
    ItemUse,
    RelationKind,
    SightingKind,
    VersionEffect,
)
from question_bank.items.rules.filters import Band, Order

Text = str | Promise

KINDS: Mapping[str, Text] = {
    ItemKind.SINGLE: _("單選題"),
    ItemKind.MULTIPLE: _("複選題"),
    ItemKind.TRUE_FALSE: _("是非題"),
    ItemKind.NUMERICAL: _("計算題"),
    ItemKind.MATCHING: _("配合題"),
    ItemKind.ORDERING: _("排序題"),
    ItemKind.SHORT_TEXT: _("簡答題"),
}
USES: Mapping[str, Text] = {
    ItemUse.PRACTICE: _("練習"),
    ItemUse.SAMPLE: _("樣題"),
    ItemUse.SECURE: _("機密"),
}
STATES: Mapping[str, Text] = {
    ItemState.DRAFT: _("草稿"),
    ItemState.SUBMITTED: _("待審查"),
    ItemState.REVIEWED: _("待核可"),
    ItemState.APPROVED: _("已核可"),
    ItemState.RETIRED: _("已停用"),
}
STATE_BADGES: Mapping[str, str] = {
    ItemState.DRAFT: "neutral",
    ItemState.SUBMITTED: "info",
    ItemState.REVIEWED: "info",
    ItemState.APPROVED: "good",
    ItemState.RETIRED: "warn",
}
EFFECTS: Mapping[str, Text] = {
    VersionEffect.COSMETIC: _("文字修飾，統計合併"),
    VersionEffect.MEANING: _("題意改變，統計重新計算"),
}
RELATIONS: Mapping[str, Text] = {
    RelationKind.ENEMY: _("互斥：不同卷"),
    RelationKind.FRIEND: _("相伴：同卷出現"),
}
PURPOSES: Mapping[str, Text] = {
    AccessPurpose.REVIEW: _("審查"),
    AccessPurpose.SEALED: _("密封期間"),
}
SIGHTINGS: Mapping[str, Text] = {
    SightingKind.OPENED: _("開啟頁面"),
    SightingKind.EDITED: _("編輯內容"),
    SightingKind.REVIEWED: _("審查內容"),
    SightingKind.EXPORTED: _("匯出檔案"),
    SightingKind.ASSEMBLED: _("組卷取用"),
}
FLAGS: Mapping[str, Text] = {
    "reference_changed": _("依據已變更"),
    "stale": _("逾複查日"),
    "reported": _("已回報"),
}
BANDS: Mapping[str, Text] = {
    Band.HARD: _("難（低於 0.40）"),
    Band.MEDIUM: _("中（0.40 至 0.69）"),
    Band.EASY: _("易（0.70 以上）"),
}
ORDERS: Mapping[str, Text] = {
    Order.CODE: _("代碼"),
    Order.NEWEST: _("最近更新"),
    Order.DIFFICULTY: _("預期難度，難者在前"),
    Order.FACILITY: _("實測難度，難者在前"),
    Order.EXPOSURE: _("使用次數，多者在前"),
}
