"""Users sign in; persons learn, sit and are certified. Everything that lasts points at a person, never at a user."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models

from lms.accounts.enums import IdentityKind
from lms.core.fields import enum_check, enum_field, public_id


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address; there is no username."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A user with a usable password if one is given."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """Somebody who can sign in. What they may do is in ``organizations.Membership`` and the apps' own duty tables."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=8, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()  # type: ignore[misc, assignment]

    def __str__(self) -> str:
        return f"user {self.pk}"


class Person(models.Model):
    """A human being of the programme: learner, candidate, certificate holder.

    Imports make persons without users; an account claims its person through a proven identity number.
    Written by ``lms.accounts.services.persons``.
    """

    public_id = public_id()
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.PROTECT, related_name="person")
    name = models.CharField(max_length=80, blank=True)  # as on the identity document, any script
    name_romanised = models.CharField(max_length=120, blank=True)
    birth_date = models.DateField(null=True)
    email = models.EmailField(blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"person {self.public_id}"

    @property
    def has_document_name(self) -> bool:
        """Whether the name to be printed on documents is known."""
        return bool(self.name)


class ExternalReference(models.Model):
    """What another register calls this person (a candidate code of an imported round, an SSO subject)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="references")
    issuer = models.CharField(max_length=40)
    reference = models.CharField(max_length=80)

    class Meta:
        constraints = [
            # The same code of the same issuer is the same person.
            models.UniqueConstraint(fields=["issuer", "reference"], name="accounts_reference_unique")
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.reference}"


class IdentityDocument(models.Model):
    """An identity number: ciphertext, masked form for display, blind index for equality (DOMAIN TW-6 to TW-8)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identity_documents")
    kind = enum_field(IdentityKind)
    masked = models.CharField(max_length=24)
    blind_index = models.CharField(max_length=64, unique=True)  # one number belongs to one person
    ciphertext = models.BinaryField()
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [enum_check("accounts", "identity", "kind", IdentityKind)]

    def __str__(self) -> str:
        return self.masked


class Consent(models.Model):
    """That a user was told (personal-data notice, §8) or agreed, in which version and when. Append-only."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            # One record per version of a notice.
            models.UniqueConstraint(fields=["user", "purpose", "version"], name="accounts_consent_once")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
