"""The people of the demo: invented, and plainly so."""

from dataclasses import dataclass

from lms.organizations.enums import Role

PASSWORD = "demo-greenstep-115"  # noqa: S105 - the demo's public password
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Account:
    """A sign-in of the demo: what it shows, in both languages. An ``age`` makes a person."""

    key: str
    name: str
    role_zh: str
    role_en: str
    role: Role | None = None
    school: str = ""
    age: int = 0

    @property
    def email(self) -> str:
        """The sign-in name."""
        return f"{self.key}@{DOMAIN}"


ACCOUNTS = (
    Account("learner", "範小青", "學員（上課、模擬測驗、應試）", "Learner (study, mock, sit)", age=28),
    Account("retaker", "林補新", "學員（上次未通過，可申請補測）", "Learner (failed, may retake)", age=24),
    Account("coordinator", "周承辦", "開班學校承辦人", "Host school coordinator", Role.COORDINATOR, school="ntnu"),
    Account("stranger", "吳他校", "他校承辦人", "Coordinator of another school", Role.COORDINATOR, school="ncku"),
    Account("invigilator", "簡監試", "監試人員", "Invigilator", Role.INVIGILATOR),
    Account("invigilator2", "溫監場", "監試人員（試場進行中）", "Invigilator (a room in full swing)", Role.INVIGILATOR),
    Account("invigilator3", "石監考", "監試人員（iPAS 試場）", "Invigilator (iPAS room)", Role.INVIGILATOR),
    Account("officer1", "施務一", "試務人員（甲）", "Exam officer A", Role.EXAM_OFFICER),
    Account("officer2", "施務二", "試務人員（乙）", "Exam officer B", Role.EXAM_OFFICER),
    Account("writer", "命題一", "命題人員", "Item writer", Role.ITEM_WRITER),
    Account("reviewer1", "審題一", "審題人員（甲）", "Item reviewer A", Role.ITEM_REVIEWER),
    Account("reviewer2", "審題二", "審題人員（乙）", "Item reviewer B", Role.ITEM_REVIEWER),
    Account("admin", "管理元", "系統管理者", "Administrator", Role.ADMINISTRATOR),
)
