"""Words of incidents, identity checks and signals."""

from django.utils.translation import gettext_lazy as _

from exams.delivery.enums import (
    AttendanceState,
    EndReason,
    IdentityCheck,
    OrderKind,
    OrderState,
    SignalKind,
    SignatureState,
)

INCIDENT_CATEGORY_LABELS = {
    "prohibited": _("違禁物品（綠領：扣分）"),
    "serious": _("重大違規（扣考）"),
    "cheating": _("舞弊嫌疑"),
    "discipline": _("作答秩序與隨身物品"),
    "order": _("試場秩序"),
    "entry": _("入場與離場"),
    "identity": _("身分查驗"),
    "health": _("身體狀況"),
    "technical": _("設備與網路"),
    "surroundings": _("環境干擾"),
    "other": _("其他"),
}
INCIDENT_REASON_LABELS = {
    "device": _("行動電話、智慧手錶、智慧眼鏡或念珠型智慧裝置"),
    "device_in_bag_rings": _("置於前方袋內的裝置發出聲響"),
    "calculator": _("計算機"),
    "photographing": _("拍攝試題"),
    "scanning": _("掃描試題"),
    "passing_text": _("傳遞文字"),
    "passing_signals": _("傳遞暗號"),
    "late_entry_refused": _("逾時到場，未准入場"),
    "leaving_early_insisted": _("未到可離場時間堅持離場"),
    "impersonation": _("冒名頂替"),
    "forged_id": _("偽造或變造身分證件"),
    "passing_information": _("互通訊息"),
    "hiding_paper": _("藏匿試卷"),
    "sabotage": _("破壞試場或設備"),
    "peeking": _("窺視他人作答"),
    "talking": _("交談"),
    "forbidden_calculator": _("使用未核准的計算機"),
    "taking_paper_out": _("攜出試卷"),
    "before_start": _("開始前作答"),
    "after_end": _("結束後仍作答"),
    "notes": _("隨身或座位旁有書籍、筆記"),
    "moving_furniture": _("擅自移動桌椅"),
    "noise_after_warning": _("勸告後仍發出聲響"),
    "document_missing": _("未帶身分證件或准考證"),
    "document_doubtful": _("證件與本人不符之疑義"),
    "name_differs": _("證件姓名與報名資料不同"),
    "illness": _("身體不適"),
    "injury": _("受傷"),
    "medication": _("服藥或醫療需要"),
    "power_cut": _("停電"),
    "network_down": _("網路中斷"),
    "machine_fault": _("電腦或周邊故障"),
    "software_fault": _("軟體異常"),
    "paper_fault": _("試卷或答案卡印刷不良"),
    "alarm": _("警報或疏散"),
    "noise_outside": _("場外噪音"),
    "heat_or_light": _("溫度或照明異常"),
    "other": _("其他（請於事實欄說明）"),
}
SIGNATURE_LABELS = {
    SignatureState.SIGNED: _("應考人簽名"),
    SignatureState.REFUSED: _("應考人拒絕簽名"),
    SignatureState.UNABLE: _("應考人無法簽名"),
}
IDENTITY_LABELS = {
    IdentityCheck.MATCHED: _("證件相符"),
    IdentityCheck.DOUBTFUL: _("有疑義，先准入場"),
    IdentityCheck.NO_DOCUMENT: _("未帶證件"),
    IdentityCheck.NOT_CHECKED: _("尚未核對"),
}
ORDER_LABELS = {
    OrderKind.EXTEND: _("延長作答時間"),
    OrderKind.DELAY: _("延後開始"),
    OrderKind.END: _("結束作答"),
    OrderKind.REOPEN: _("恢復作答"),
}
SIGNAL_LABELS = {
    SignalKind.FOCUS_LOST: _("離開作答畫面"),
    SignalKind.PASTE: _("貼上"),
    SignalKind.FULLSCREEN_LEFT: _("離開全螢幕"),
    SignalKind.OFFLINE: _("離線"),
}
ORDER_STATE_LABELS = {
    OrderState.ASKED: _("待確認"),
    OrderState.CONFIRMED: _("已確認"),
    OrderState.DECLINED: _("已否決"),
    OrderState.LAPSED: _("逾時或撤回"),
}
END_LABELS = {
    EndReason.HANDED_IN: _("交卷"),
    EndReason.TIME_UP: _("時間到"),
    EndReason.ENDED_BY_STAFF: _("由監試人員結束"),
}
ATTENDANCE_LABELS = {
    AttendanceState.PRESENT: _("準時到場"),
    AttendanceState.LATE: _("遲到"),
    AttendanceState.ABSENT: _("缺考"),
    AttendanceState.LEFT: _("已離場"),
}
