"""The standing cast: one plain user per role, two schools, and a stranger from the other school.

Names and addresses are invented. ``Cast.make()`` is called by a test's ``setUpTestData``; every attribute is a user, a
person or a school ready to use.
"""

import datetime as dt
from dataclasses import dataclass

from lms.accounts.models import Person, User
from lms.accounts.services import persons
from lms.organizations.enums import Role
from lms.organizations.models import County, HostSchool, Membership

NOW = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)  # 09:00 in Taipei
PASSWORD = "only-for-tests-1147"


def user(name: str, *, role: Role | None = None, school: HostSchool | None = None) -> User:
    """A user ``name@test.example`` with at most one role."""
    made = User.objects.create_user(f"{name}@test.example", PASSWORD, display_name=f"測試{name}")
    if role is not None:
        Membership.objects.create(user=made, role=role, school=school)
    return made


def person(name: str, *, birth_date: dt.date = dt.date(2000, 1, 1)) -> Person:
    """A person with a user of their own."""
    made = persons.ensure(user=user(name), now=NOW)
    made.name = f"測試{name}"
    made.birth_date = birth_date
    made.save(update_fields=["name", "birth_date"])
    return made


def school(code: str, county: str = "TPE") -> HostSchool:
    """An invented host school."""
    return HostSchool.objects.create(
        code=code, name_zh=f"示範大學{code}", name_en=f"Demo University {code}", county=County.objects.get(pk=county)
    )


@dataclass
class Cast:
    """Everybody a policy must tell apart."""

    school: HostSchool
    other_school: HostSchool
    candidate: Person
    other_candidate: Person
    coordinator: User
    stranger: User  # coordinator of the other school
    invigilator: User
    officer: User
    second_officer: User
    administrator: User
    auditor: User
    item_writer: User
    item_reviewer: User

    @classmethod
    def make(cls) -> "Cast":
        """Write the whole cast to the database."""
        home, away = school("home"), school("away", "KHH")
        return cls(
            school=home,
            other_school=away,
            candidate=person("candidate"),
            other_candidate=person("other"),
            coordinator=user("coordinator", role=Role.COORDINATOR, school=home),
            stranger=user("stranger", role=Role.COORDINATOR, school=away),
            invigilator=user("invigilator", role=Role.INVIGILATOR),
            officer=user("officer", role=Role.EXAM_OFFICER),
            second_officer=user("officer2", role=Role.EXAM_OFFICER),
            administrator=user("administrator", role=Role.ADMINISTRATOR),
            auditor=user("auditor", role=Role.AUDITOR),
            item_writer=user("writer", role=Role.ITEM_WRITER),
            item_reviewer=user("item-reviewer", role=Role.ITEM_REVIEWER),
        )
