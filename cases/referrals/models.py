"""A referral as the giving agency keeps it, and as the receiving one does; neither row points over the wall."""

import uuid

from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedTextField
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import Agency, TenantManager, TenantModel, TenantQuerySet
from cases.casework.models import Case, CaseChild
from cases.referrals.states import Ground, Help, ReferralState

STATES = [(s, s) for s in ReferralState]
HELP = [(h, h) for h in Help]


def _limits(name: str) -> list[models.BaseConstraint]:
    """Choices that the database knows too."""
    return [
        models.CheckConstraint(name=f"{name}_state", condition=models.Q(state__in=[s.value for s in ReferralState])),
        models.UniqueConstraint(name=f"{name}_token", fields=["agency", "token"]),
    ]


class Referral(CaseChild):
    """A part of a case that is offered to a partner; `parts` is frozen when it is offered (ids and names of purposes)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField(default=uuid.uuid4, help_text="the same in both workspaces; names nothing")
    help = models.CharField(max_length=20, choices=HELP)
    parts = models.JSONField(default=dict)
    ground = models.CharField(max_length=10, choices=[(g, g) for g in Ground])
    agreed_on = models.DateField(null=True, help_text="when the person agreed to this partner and these parts")
    reason = SealedTextField(blank=True, help_text="why it is shared without consent")
    state = models.CharField(max_length=10, default=ReferralState.OFFERED, choices=STATES)
    offered_by = models.BigIntegerField(null=True)
    offered_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *_limits("referral"),
            models.CheckConstraint(name="referral_help", condition=models.Q(help__in=[h.value for h in Help])),
            models.CheckConstraint(
                name="referral_ground",
                condition=models.Q(ground="consent", agreed_on__isnull=False) | models.Q(ground="override"),
            ),
        ]


class OfferQuerySet(TenantQuerySet["ReferralOffer"]):
    """Offers; one that has become a case is visible where that case is."""

    def visible_to(self, actor: Actor) -> "OfferQuerySet":
        mine = Case.objects.visible_to(actor).values("id")
        return super().visible_to(actor).filter(models.Q(case=None) | models.Q(case_id__in=mine))


class ReferralOffer(TenantModel):
    """What a partner offers: until it is accepted only who asks, for what help, and how much in words.

    An offer that was taken back keeps its token alone, so that a late message cannot bring it back.
    """

    partner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField()
    help = models.CharField(max_length=20, blank=True, choices=HELP)
    counts = models.JSONField(default=dict, help_text="part -> none, one, a few, many")
    state = models.CharField(max_length=10, default=ReferralState.OFFERED, choices=STATES)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    answered_by = models.BigIntegerField(null=True)
    offered_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = TenantManager.from_queryset(OfferQuerySet)()  # type: ignore[misc]

    class Meta:
        constraints = _limits("referraloffer")
