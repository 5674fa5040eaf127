"""The demo's accounts and its invented candidates."""

import datetime as dt

from lms.accounts.models import ExternalReference, Person, User
from lms.accounts.services import persons
from lms.demo import cast
from lms.organizations.models import HostSchool, Membership

FAMILY = "王李張劉陳楊黃趙周吳徐孫朱馬胡郭林何高羅鄭梁謝宋"
GIVEN = ("範例", "樣本", "試讀", "示安", "堃示", "𡍼例", "例如", "演練")
ISSUER = "demo"


def accounts(*, now: dt.datetime) -> dict[str, User]:
    """The sign-ins of ``cast.ACCOUNTS`` with their roles and persons, by key."""
    return {account.key: _account(account, now) for account in cast.ACCOUNTS}


def _account(account: cast.Account, now: dt.datetime) -> User:
    from allauth.account.models import EmailAddress

    user = User.objects.filter(email=account.email).first()
    if user is None:
        user = User.objects.create_user(account.email, cast.PASSWORD, display_name=account.name)
    # The demo's addresses count as proven: nobody can read their mail but through the demo's mailbox.
    EmailAddress.objects.get_or_create(user=user, email=account.email, defaults={"verified": True, "primary": True})
    if account.role is not None:
        school = HostSchool.objects.get(code=account.school) if account.school else None
        Membership.objects.get_or_create(user=user, role=account.role, school=school)
    if account.age:
        person = persons.ensure(user=user, now=now)
        Person.objects.filter(pk=person.pk, birth_date=None).update(
            birth_date=_born(account.age, now.date()), email=account.email
        )
    return user


def _born(age: int, today: dt.date) -> dt.date:
    """A birth date of somebody who has been ``age`` for eight months: the same age when they enrolled."""
    return dt.date(today.year - age, today.month, 1) - dt.timedelta(days=240)


def candidate(number: int, *, now: dt.datetime) -> Person:
    """The ``number``-th invented candidate: a person without a sign-in, under a demo reference."""
    reference = f"D{number:05d}"
    known = ExternalReference.objects.filter(issuer=ISSUER, reference=reference).select_related("person").first()
    if known is not None:
        return known.person
    person = Person.objects.create(
        name=FAMILY[number % len(FAMILY)] + GIVEN[(number // len(FAMILY) + number) % len(GIVEN)],
        birth_date=dt.date(1980 + number % 26, 1 + number % 12, 1 + number % 28),
        email=f"{reference.lower()}@{cast.DOMAIN}",
        created_at=now,
    )
    ExternalReference.objects.create(person=person, issuer=ISSUER, reference=reference)
    return person
