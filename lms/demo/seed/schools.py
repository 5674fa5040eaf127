"""Host schools that were named in public (DOMAIN ORG-2) and test areas of the demo."""

from lms.organizations.models import County, HostSchool, TestArea

#: code, zh, en, county
SCHOOLS = (
    ("ntnu", "臺灣師範大學", "National Taiwan Normal University", "TPE"),
    ("ncu", "中央大學", "National Central University", "TAO"),
    ("nthu", "清華大學", "National Tsing Hua University", "HSZ"),
    ("yuntech", "雲林科技大學", "National Yunlin University of Science and Technology", "YUN"),
    ("ncnu", "暨南國際大學", "National Chi Nan University", "NAN"),
    ("ntcu", "臺中教育大學", "National Taichung University of Education", "TXG"),
    ("thu", "東海大學", "Tunghai University", "TXG"),
    ("fcu", "逢甲大學", "Feng Chia University", "TXG"),
    ("dyu", "大葉大學", "Da-Yeh University", "CHA"),
    ("ncyu", "嘉義大學", "National Chiayi University", "CYI"),
    ("ncku", "成功大學", "National Cheng Kung University", "TNN"),
    ("nkust", "高雄科技大學", "National Kaohsiung University of Science and Technology", "KHH"),
    ("nsysu", "中山大學", "National Sun Yat-sen University", "KHH"),
    ("csu", "正修科技大學", "Cheng Shiu University", "KHH"),
    ("tcu", "慈濟大學", "Tzu Chi University", "HUA"),
)
AREAS = (
    ("taipei", "臺北測驗區", "Taipei test area", "TPE"),
    ("taichung", "臺中測驗區", "Taichung test area", "TXG"),
    ("tainan", "臺南測驗區", "Tainan test area", "TNN"),
    ("hualien", "花蓮測驗區", "Hualien test area", "HUA"),
    ("penghu", "澎湖測驗區", "Penghu test area", "PEN"),
)


def load() -> None:
    """Write the schools and areas that are not there yet."""
    for code, name_zh, name_en, county in SCHOOLS:
        HostSchool.objects.get_or_create(
            code=code,
            defaults={
                "name_zh": name_zh,
                "name_en": name_en,
                "county": County.objects.get(pk=county),
                "phone": "（示範）",
            },
        )
    for code, name_zh, name_en, county in AREAS:
        TestArea.objects.get_or_create(
            code=code, defaults={"name_zh": name_zh, "name_en": name_en, "county": County.objects.get(pk=county)}
        )
