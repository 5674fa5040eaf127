"""The words of the optional answers of a registration; their purpose is statistics, and nothing is derived."""

from django.utils.translation import gettext_lazy as _

from exams.sittings.enums import Discipline, Education, Occupation, Sex

SEX = {Sex.FEMALE: _("女"), Sex.MALE: _("男"), Sex.OTHER: _("其他")}
EDUCATION = {
    Education.SENIOR_HIGH: _("高中職以下"),
    Education.COLLEGE: _("專科"),
    Education.BACHELOR: _("大學"),
    Education.MASTER: _("碩士"),
    Education.DOCTOR: _("博士"),
}
DISCIPLINE = {
    Discipline.ENVIRONMENT: _("環境"),
    Discipline.ENGINEERING: _("工程與資訊"),
    Discipline.SCIENCE: _("自然科學"),
    Discipline.AGRICULTURE: _("農林漁牧"),
    Discipline.BUSINESS: _("商管"),
    Discipline.SOCIAL: _("社會、法律與人文"),
    Discipline.DESIGN: _("設計與藝術"),
    Discipline.OTHER: _("其他"),
}
OCCUPATION = {
    Occupation.STUDENT: _("在學"),
    Occupation.WORKING: _("在職"),
    Occupation.SEEKING: _("待業"),
    Occupation.OTHER: _("其他"),
}
