"""Regional classes of host schools and the people enrolled in them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.catalogue.models import Programme, Unit
from courses.classes.enums import Availability, ClassState, EnrolmentState
from lms.accounts.models import Person
from lms.core.fields import enum_check, enum_field, public_id
from lms.organizations.models import County, HostSchool

AVAILABILITY_LABELS = {
    Availability.UPCOMING: _("尚未開放"),
    Availability.OPEN: _("可報名"),
    Availability.FULL: _("額滿"),
    Availability.CLOSED: _("截止報名"),
    Availability.CANCELLED: _("停開"),
}
ENROLMENT_LABELS = {
    EnrolmentState.ENROLLED: _("在學"),
    EnrolmentState.COMPLETED: _("結訓"),
    EnrolmentState.WITHDRAWN: _("退訓"),
}
#: Words that classes share; anything else is shown as the school typed it.
USUAL_WORDS = {
    "一般民眾": pgettext_lazy("class audience", "一般民眾"),
    "自費": pgettext_lazy("class funding", "自費"),
}


class RegionalClass(models.Model):
    """A class of the class list (CLS-1). ``serial`` is text like ``11409``: never a number (CLS-4).

    Written by ``courses.classes.services.classes``.
    """

    public_id = public_id()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="classes")
    school = models.ForeignKey(HostSchool, on_delete=models.PROTECT, related_name="classes")
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="classes")
    name = models.CharField(max_length=60)
    serial = models.CharField(max_length=8)
    venue = models.CharField(max_length=80)
    start_date = models.DateField()
    end_date = models.DateField()
    enrol_opens_at = models.DateTimeField()
    enrol_closes_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()
    fee_twd = models.PositiveIntegerField()
    audience = models.CharField(max_length=40)
    funding = models.CharField(max_length=40, default="自費")
    contact_name = models.CharField(max_length=40, blank=True)
    contact_extension = models.CharField(max_length=20, blank=True)
    state = enum_field(ClassState, default=ClassState.ANNOUNCED)

    class Meta:
        constraints = [
            enum_check("classes", "class", "state", ClassState),
            # Serials are numbered nationally (CLS-4).
            models.UniqueConstraint(fields=["programme", "serial"], name="classes_serial_unique"),
            models.CheckConstraint(
                condition=models.Q(end_date__gte=models.F("start_date")), name="classes_dates_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(enrol_closes_at__gt=models.F("enrol_opens_at")), name="classes_window_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.serial}"

    # What the school typed is Chinese. English pages name the programme and the school instead; ``|localized`` picks.
    @property
    def name_zh(self) -> str:
        """The name as the class list prints it."""
        return self.name

    @property
    def name_en(self) -> str:
        """The programme's English name."""
        return self.programme.name_en

    @property
    def venue_zh(self) -> str:
        """The place as the class list prints it."""
        return self.venue

    @property
    def venue_en(self) -> str:
        """The host school's English name: the place is typed in Chinese alone."""
        return self.school.name_en

    @property
    def audience_label(self) -> str:
        """Whom the class is for; the usual words in the page's language, others as typed."""
        return str(USUAL_WORDS.get(self.audience, self.audience))

    @property
    def funding_label(self) -> str:
        """Who pays; the usual words in the page's language, others as typed."""
        return str(USUAL_WORDS.get(self.funding, self.funding))


class ClassSession(models.Model):
    """A meeting of a class: which unit is taught when and where (CUR-3: a timetable, not one unit a day)."""

    regional_class = models.ForeignKey(RegionalClass, on_delete=models.PROTECT, related_name="sessions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="classes_session_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.regional_class} {self.starts_at:%Y-%m-%d}"


class TeachingAssignment(models.Model):
    """A user who teaches a class."""

    regional_class = models.ForeignKey(RegionalClass, on_delete=models.PROTECT, related_name="teachers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="teaching")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regional_class", "user"], name="classes_teacher_once")]

    def __str__(self) -> str:
        return f"{self.regional_class} user {self.user_id}"


class Enrolment(models.Model):
    """A person's seat in a class. ``learner_number`` (學號) is text with leading zeros, unique in the class.

    Written by ``courses.classes.services.enrolments``, which counts seats under the class's row lock.
    """

    public_id = public_id()
    regional_class = models.ForeignKey(RegionalClass, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    learner_number = models.CharField(max_length=12)
    state = enum_field(EnrolmentState, default=EnrolmentState.ENROLLED)
    enrolled_at = models.DateTimeField()
    completed_date = models.DateField(null=True)

    class Meta:
        constraints = [
            enum_check("classes", "enrolment", "state", EnrolmentState),
            models.UniqueConstraint(fields=["regional_class", "learner_number"], name="classes_learner_number"),
            # No double booking of a person in one class (ENR-1).
            models.UniqueConstraint(
                fields=["regional_class", "person"],
                condition=~models.Q(state=EnrolmentState.WITHDRAWN.value),
                name="classes_person_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regional_class} {self.learner_number}"

    @property
    def state_label(self) -> str:
        """在學, 結訓 or 退訓 in the page's language."""
        return str(ENROLMENT_LABELS[EnrolmentState(self.state)])
