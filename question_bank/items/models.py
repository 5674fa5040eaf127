"""A question is a stable identity plus immutable versions; papers and answers point at versions.

The workflow around them (who reviews, who approves) stands in ``question_bank.review``; which form took a version is
written here by ``exams`` as :class:`Exposure`.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from lms.core.fields import enum_check, enum_field, public_id
from question_bank.items.enums import (
    AccessPurpose,
    ItemKind,
    ItemState,
    ItemUse,
    RelationKind,
    SightingKind,
    VersionEffect,
)
from question_bank.syllabus.models import Reference, Subject, Topic

if TYPE_CHECKING:
    from lms.accounts.models import User


class Stimulus(models.Model):
    """The identity of a shared stem (題組): the text that several items, its parts, are asked about."""

    public_id = public_id()
    code = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.code


class StimulusVersion(models.Model):
    """A shared stem as it was shown: never changed once written. ``text`` is Markdown."""

    stimulus = models.ForeignKey(Stimulus, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stimulus", "number"], name="items_stimulus_number"),
            # The same text stored twice is the same version.
            models.UniqueConstraint(fields=["stimulus", "content_hash"], name="items_stimulus_content"),
        ]

    def __str__(self) -> str:
        return f"{self.stimulus.code} v{self.number}"


class Item(models.Model):
    """The identity of a question.

    ``latest`` is the newest version and ``state`` says where that one stands; ``published`` is the version that new
    forms take: the last approved one, kept while its successor is written and reviewed. A retired item is never drawn.
    Texts are written by ``question_bank.items.services.bank``, the state by ``question_bank.items.services.lifecycle``.
    """

    public_id = public_id()
    code = models.CharField(max_length=60, unique=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="items")
    other_topics = models.ManyToManyField(Topic, related_name="+", blank=True)
    use = enum_field(ItemUse)
    state = enum_field(ItemState, default=ItemState.DRAFT)
    latest = models.ForeignKey("ItemVersion", null=True, on_delete=models.PROTECT, related_name="+")
    published = models.ForeignKey("ItemVersion", null=True, on_delete=models.PROTECT, related_name="+")
    stimulus = models.ForeignKey(Stimulus, null=True, on_delete=models.PROTECT, related_name="parts")
    part = models.PositiveSmallIntegerField(null=True)  # 1, 2, 3 … within the stimulus
    created_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(null=True)  # null: part of the curriculum's files
    review_by = models.DateField(null=True)
    # What the curriculum's file said when it was last loaded, so that loading it again changes nothing that people did since.
    file_hash = models.CharField(max_length=64, default="", blank=True)
    # Code, stem, options and source of the newest version, folded: what the search looks through.
    search_text = models.TextField(default="")

    class Meta:
        constraints = [
            enum_check("items", "item", "use", ItemUse),
            enum_check("items", "item", "state", ItemState),
            # A part has a place, a lone item has none, and two parts never share one.
            models.CheckConstraint(
                condition=models.Q(stimulus__isnull=True, part__isnull=True)
                | models.Q(stimulus__isnull=False, part__gte=1),
                name="items_item_part",
            ),
            models.UniqueConstraint(fields=["stimulus", "part"], name="items_item_part_unique"),
        ]
        indexes = [
            # Form drawing asks for published items of a use and topic.
            models.Index(fields=["use", "state", "topic"], name="items_draw"),
            # The lists of the bank: by topic or by state, in the order of codes.
            models.Index(fields=["topic", "code"], name="items_topic_code"),
            models.Index(fields=["state", "code"], name="items_state_code"),
            # Items that must be read again by a date.
            models.Index(fields=["review_by"], name="items_review_by"),
        ]

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """What was asked, exactly: never changed once written.

    ``body`` and ``key`` are JSON v1 in the shape of the kind (``question_bank.items.rules.kinds``). Texts are Markdown;
    images are written ``![alt](asset:<sha256>)``. ``meaning`` is the number of the first version that asked the same:
    statistics of versions with one ``meaning`` merge.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = enum_field(ItemKind)
    stem = models.TextField()
    body = models.JSONField()
    key = models.JSONField()
    explanation = models.TextField(blank=True)
    stimulus = models.ForeignKey(StimulusVersion, null=True, on_delete=models.PROTECT, related_name="item_versions")
    source_title = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=400, blank=True)
    valid_as_of = models.DateField(null=True)
    difficulty = models.DecimalField(max_digits=3, decimal_places=2, null=True)  # expected share of right answers, 0–1
    references = models.ManyToManyField(Reference, related_name="item_versions", blank=True)
    effect = enum_field(VersionEffect, default=VersionEffect.MEANING)
    meaning = models.PositiveIntegerField(default=1)
    author: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            enum_check("items", "itemversion", "kind", ItemKind),
            enum_check("items", "itemversion", "effect", VersionEffect),
            models.UniqueConstraint(fields=["item", "number"], name="items_version_number"),
            # The same text loaded twice is the same version.
            models.UniqueConstraint(fields=["item", "content_hash"], name="items_version_content"),
            models.CheckConstraint(
                condition=models.Q(difficulty__isnull=True) | models.Q(difficulty__gte=0, difficulty__lte=1),
                name="items_version_difficulty",
            ),
            models.CheckConstraint(
                condition=models.Q(meaning__gte=1, meaning__lte=models.F("number")), name="items_version_meaning"
            ),
        ]
        # An import asks whether a text is in the bank already, whatever its code.
        indexes = [models.Index(fields=["content_hash"], name="items_version_hash")]

    def __str__(self) -> str:
        return f"{self.item.code} v{self.number}"


class Asset(models.Model):
    """An image of a text, known by the SHA-256 of its bytes; texts name it ``asset:<sha256>``. Never changed.

    The bytes stand in the database, so that an import is one transaction and a backup is one file.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.media_type} {self.width}×{self.height}"


class Relation(models.Model):
    """Two items that are enemies (one gives the other away) or friends; ``one`` has the lower id."""

    kind = enum_field(RelationKind)
    one = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            enum_check("items", "relation", "kind", RelationKind),
            # One relation for a pair, whichever was named first.
            models.UniqueConstraint(fields=["one", "other"], name="items_relation_pair"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="items_relation_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one} {self.kind} {self.other}"


class Exposure(models.Model):
    """A version stands in a form. Written by ``exams.papers`` when the form is drawn; ``held_on`` once it was sat."""

    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="exposures")
    form_code = models.CharField(max_length=40)
    use = enum_field(ItemUse)
    drawn_at = models.DateTimeField()
    held_on = models.DateField(null=True)
    candidates = models.PositiveIntegerField(default=0)

    class Meta:
        # A form takes a version once; drawing it again writes nothing.
        constraints = [models.UniqueConstraint(fields=["version", "form_code"], name="items_exposure_unique")]

    def __str__(self) -> str:
        return f"{self.version} in {self.form_code}"


class Statistic(models.Model):
    """How a meaning of an item performed in real sittings. Written by the statistics app, one row per meaning.

    ``facility`` is the mean share of the points, 0–1; ``discrimination`` the corrected item–total correlation, −1–1.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="statistics")
    meaning = models.PositiveIntegerField()
    responses = models.PositiveIntegerField()
    facility = models.DecimalField(max_digits=5, decimal_places=4)
    discrimination = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "meaning"], name="items_statistic_unique")]
        # The search filters by how hard and how sharp an item proved.
        indexes = [models.Index(fields=["facility"], name="items_statistic_facility")]

    def __str__(self) -> str:
        return f"{self.item} p={self.facility}"


class Lock(models.Model):
    """The item stands in a sealed paper (or was closed by hand): until ``released_at`` it opens only to those named."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="locks")
    holder = models.CharField(max_length=60)  # "round:<public id>" or "manual"
    since_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # A holder closes an item once at a time.
            models.UniqueConstraint(
                fields=["item", "holder"], condition=models.Q(released_at__isnull=True), name="items_lock_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} closed by {self.holder}"


class NamedAccess(models.Model):
    """A person named for an item that is closed to others: its reviewer, or one who may open it while it is sealed."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="named")
    user: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    purpose = enum_field(AccessPurpose)
    granted_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            enum_check("items", "namedaccess", "purpose", AccessPurpose),
            models.UniqueConstraint(
                fields=["item", "user", "purpose"],
                condition=models.Q(ended_at__isnull=True),
                name="items_namedaccess_open",
            ),
        ]
        # "Which items may this person open?"
        indexes = [models.Index(fields=["user", "purpose", "item"], name="items_namedaccess_user")]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.item}"


class Sighting(models.Model):
    """Somebody saw the text of a version: one row per person, version and way, with the first and last instant."""

    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="sightings")
    user: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    kind = enum_field(SightingKind)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            enum_check("items", "sighting", "kind", SightingKind),
            models.UniqueConstraint(fields=["version", "user", "kind"], name="items_sighting_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.version}"


class Flag(models.Model):
    """An item must be looked at again: a law it cites changed, its date passed, somebody reported it."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="flags")
    code = models.SlugField(max_length=40)  # reference_changed, stale, reported
    reference = models.ForeignKey(Reference, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    raised_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField()
    cleared_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True)
    clearing_note = models.TextField(blank=True)

    class Meta:
        # Open flags of an item, and all open flags of a reference.
        indexes = [models.Index(fields=["cleared_at", "item"], name="items_flag_open")]

    def __str__(self) -> str:
        return f"{self.item} {self.code}"


class Inspection(models.Model):
    """One run of the checks over the items that a person may read, of one subject and use or of all.

    ``result`` is JSON v1 (``question_bank.items.services.inspections``); what a reader may not open is left out when it
    is shown, not when it is written. Written by that module alone.
    """

    public_id = public_id()
    subject = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    use = models.CharField(max_length=20, blank=True)  # "": every use
    asked_by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)

    class Meta:
        # A person's last runs.
        indexes = [models.Index(fields=["asked_by", "-asked_at"], name="items_inspection_mine")]

    def __str__(self) -> str:
        return f"{self.subject or '*'} {self.use or '*'} {self.asked_at:%Y-%m-%d %H:%M}"
