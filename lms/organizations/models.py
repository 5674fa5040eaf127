"""Counties and regions, host schools, test areas, and who works for whom."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.fields import enum_check, enum_field, public_id
from lms.organizations.enums import Region, Role

REGION_LABELS = {Region.NORTH: _("北"), Region.CENTRAL: _("中"), Region.SOUTH: _("南"), Region.EAST: _("東")}
ROLE_LABELS = {
    Role.COORDINATOR: _("開班學校承辦人"),
    Role.INVIGILATOR: _("監試人員"),
    Role.ITEM_WRITER: _("命題人員"),
    Role.ITEM_REVIEWER: _("審題人員"),
    Role.EXAM_OFFICER: _("試務人員"),
    Role.ADMINISTRATOR: _("系統管理者"),
    Role.AUDITOR: _("稽核人員"),
}


class County(models.Model):
    """One of the 22 counties and cities; code of ``regions.csv`` (three letters)."""

    code = models.CharField(max_length=3, primary_key=True)
    region = enum_field(Region)
    name_zh = models.CharField(max_length=10, unique=True)
    name_en = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(unique=True)  # order of the official list

    class Meta:
        constraints = [enum_check("organizations", "county", "region", Region)]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def region_label(self) -> str:
        """北, 中, 南 or 東 in the page's language."""
        return str(REGION_LABELS[Region(self.region)])


class HostSchool(models.Model):
    """A university that runs classes, collects the fee and is the learner's first contact. An editable table."""

    public_id = public_id()
    code = models.SlugField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="schools")
    unit_zh = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name_zh


class TestArea(models.Model):
    """A place where the national test is held; a list of its own, not the regions (ORG-4)."""

    public_id = public_id()
    code = models.SlugField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="test_areas")

    def __str__(self) -> str:
        return self.name_zh


class Membership(models.Model):
    """A role of a user: for one school, one test area, or nationally when both are empty."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = enum_field(Role)
    school = models.ForeignKey(HostSchool, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    test_area = models.ForeignKey(TestArea, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [
            enum_check("organizations", "membership", "role", Role),
            # A coordinator always belongs to a school: no coordinator sees every school.
            models.CheckConstraint(
                condition=~models.Q(role=Role.COORDINATOR.value) | models.Q(school__isnull=False),
                name="organizations_coordinator_school",
            ),
            # One scope at most.
            models.CheckConstraint(
                condition=models.Q(school__isnull=True) | models.Q(test_area__isnull=True),
                name="organizations_one_scope",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "school", "test_area"], nulls_distinct=False, name="organizations_role_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of user {self.user_id}"
