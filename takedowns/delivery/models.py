"""What was sent, to whom, when, and what the other side said."""

from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedTextField
from cases.casework.models import Case, CaseChild
from takedowns.delivery.states import Channel, DeliveryState
from takedowns.notices.models import Notice


class Delivery(CaseChild):
    """One notice by one channel."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, default=Channel.MAIL, choices=[(c.value, c.value) for c in Channel])
    state = models.CharField(max_length=10, default=DeliveryState.QUEUED, choices=[(s, s) for s in DeliveryState])
    recipient = models.EmailField(blank=True, help_text="empty where a person filed it")
    message_id = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    blocked_by = models.JSONField(default=list)
    reply_code = models.PositiveSmallIntegerField(null=True)
    reply_text = models.CharField(max_length=300, blank=True)
    sealed_sha256 = models.CharField(max_length=64, blank=True, help_text="digest of the message as it went out")
    ticket = SealedTextField(blank=True, help_text="number that the recipient's form or letter box gave")
    confirmation = SealedTextField(blank=True, help_text="what the form answered, in its words")
    filed_by = models.BigIntegerField(null=True, help_text="who filed it, where no machine sent it")
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="delivery_once", fields=["agency", "notice", "channel"]),
            models.CheckConstraint(
                name="delivery_state", condition=models.Q(state__in=[s.value for s in DeliveryState])
            ),
            models.CheckConstraint(name="delivery_channel", condition=models.Q(channel__in=[c.value for c in Channel])),
            models.CheckConstraint(
                name="delivery_filed",
                condition=models.Q(channel="mail") | ~models.Q(state="sent") | models.Q(filed_by__isnull=False),
            ),
        ]
