"""The case, consent and mandate, and the grants of restricted cases."""

from django.db import models
from django.db.models.functions import Now

from agencies.access.models import ObjectGrant
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from cases.casework.states import AgeBand, CaseState, Identity, Purpose

UNRESTRICTED = "system"


class CaseQuerySet(TenantQuerySet["Case"]):
    """Cases; a restricted one exists only for the workers named for it and for the portal's own work."""

    def visible_to(self, actor: Actor) -> "CaseQuerySet":
        found = super().visible_to(actor)
        if UNRESTRICTED in actor.roles:
            return found
        return found.filter(models.Q(restricted=False) | CaseGrant.naming(actor))


class Case(TenantModel):
    """One person's matter. Holds no name: a person is known by the reference here."""

    reference = models.CharField(max_length=20)
    state = models.CharField(max_length=20, default=CaseState.RECEIVED, choices=[(s, s) for s in CaseState])
    age_band = models.CharField(max_length=10, default=AgeBand.UNKNOWN, choices=[(a, a) for a in AgeBand])
    identity = models.CharField(max_length=20, default=Identity.UNCHECKED, choices=[(i, i) for i in Identity])
    restricted = models.BooleanField(default=False)
    quiet = models.BooleanField(default=False, help_text="register, watch and collect, but send nothing (HARMS 9)")
    language = models.CharField(max_length=12, default="en")
    excluded_countries = models.JSONField(default=list, help_text="hosts there are sent nothing (HARMS 14)")
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    objects = TenantManager.from_queryset(CaseQuerySet)()  # type: ignore[misc]

    class Meta:
        permissions = [("work_on_case", "Work on this restricted case")]
        constraints = [
            models.UniqueConstraint(name="case_reference", fields=["agency", "reference"]),
            models.CheckConstraint(name="case_state", condition=models.Q(state__in=[s.value for s in CaseState])),
            models.CheckConstraint(name="case_age_band", condition=models.Q(age_band__in=[a.value for a in AgeBand])),
            models.CheckConstraint(name="case_identity", condition=models.Q(identity__in=[i.value for i in Identity])),
        ]
        indexes = [models.Index(fields=["agency", "-id"], name="case_newest")]

    def __str__(self) -> str:
        return self.reference


class CaseGrant(ObjectGrant):
    """This worker may work on this restricted case."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE)

    class Meta(ObjectGrant.Meta):
        pass


class Consent(TenantModel):
    """One purpose that the person agreed to, and when it was taken back."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=30, choices=[(p, p) for p in Purpose])
    given_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="consent_live", fields=["agency", "case", "purpose"], condition=models.Q(withdrawn_at=None)
            ),
            models.CheckConstraint(name="consent_purpose", condition=models.Q(purpose__in=[p.value for p in Purpose])),
        ]


class Mandate(TenantModel):
    """What lets the agency say that it acts for the person (HARMS 16)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mandates")
    signed_on = models.DateField()
    expires_on = models.DateField(null=True)
    form = models.CharField(max_length=40, help_text="paper, on-line form, statute")
    revoked_at = models.DateTimeField(null=True)
