"""Letters to the platform team, and what the platform tells everybody."""

from django.db import models
from django.db.models.functions import Now

from agencies.help.states import Level, TicketState
from agencies.keys.fields import SealedTextField
from agencies.people.models import User
from agencies.tenancy.models import TenantModel


class Ticket(TenantModel):
    """A question to the platform team. Behind the agency's wall; the team finds its number by a look-up function."""

    state = models.CharField(max_length=10, default=TicketState.OPEN)
    subject = SealedTextField(case=None)
    user_id = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())
    moved_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(name="ticket_state", condition=models.Q(state__in=[s.value for s in TicketState]))
        ]
        indexes = [models.Index(fields=["state", "moved_at"], name="ticket_waiting")]


class TicketEntry(TenantModel):
    """One letter of a ticket, from the agency or from the platform."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="entries")
    platform = models.BooleanField(default=False, help_text="written by the platform team")
    user_id = models.BigIntegerField()
    text = SealedTextField(case=None)
    at = models.DateTimeField(db_default=Now())


class Announcement(models.Model):
    """News for everybody who works here, in English and Korean; holds nothing about any agency."""

    level = models.CharField(max_length=10, default=Level.INFO)
    title_en = models.CharField(max_length=120)
    title_ko = models.CharField(max_length=120)
    text_en = models.TextField()
    text_ko = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    user_id = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(name="announcement_level", condition=models.Q(level__in=[s.value for s in Level])),
            models.CheckConstraint(name="announcement_ends", condition=models.Q(ends_at__gt=models.F("starts_at"))),
        ]


class AnnouncementSeen(models.Model):
    """A person has put an announcement away; the page of announcements still lists it."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(name="announcementseen_once", fields=["announcement", "user"])]
