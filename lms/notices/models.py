"""The outbox: what must be told to whom, exactly once per event and channel."""

from django.db import models

from lms.accounts.models import Person
from lms.core.fields import enum_check, enum_field, public_id
from lms.notices.enums import Channel, NoticeState


class Notice(models.Model):
    """One message to one person on one channel. Written in the transaction of its event, sent by the worker.

    ``delivered_at`` starts legal periods (GCT-11), so it is stored per notice. ``attachments`` is JSON v1: a list of
    ``{"name", "path"}`` in the default storage. Written by ``lms.notices.services.outbox`` alone.
    """

    public_id = public_id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    event_id = models.CharField(max_length=120)
    channel = enum_field(Channel)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=8, default="zh-hant")
    context = models.JSONField(default=dict)
    attachments = models.JSONField(default=list)
    state = enum_field(NoticeState, default=NoticeState.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            enum_check("notices", "notice", "channel", Channel),
            enum_check("notices", "notice", "state", NoticeState),
            # One mail per event: a resumed release can ask again without a second message.
            models.UniqueConstraint(fields=["person", "event_id", "channel"], name="notices_once"),
        ]
        # The worker asks for what is due.
        indexes = [models.Index(fields=["state", "due_at"], name="notices_due")]

    def __str__(self) -> str:
        return f"{self.template} {self.event_id}"
