"""Object grants inside the wall (guardian's only door) and service keys of integrators."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from guardian.models.models import UserObjectPermissionBase

from agencies.access.states import KeptOut, PartnerPurpose, PartnershipState
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import Agency, TenantManager, TenantModel


class ObjectGrant(UserObjectPermissionBase, TenantModel):  # type: ignore[misc]
    """guardian's direct foreign-key permission with its agency; features subclass it and add `content_object`.

    Written by access.services.grant only: guardian's assign_perm cannot fill the agency and knows no tenants.
    """

    objects = TenantManager()  # type: ignore[misc]

    @classmethod
    def naming(cls, actor: Actor) -> models.Exists:
        """A condition on the object's rows: this person is named for it. One EXISTS a query, never a check per row."""
        rows = cls.objects.filter(agency_id=actor.agency_id, user_id=actor.user_id or 0)
        return models.Exists(rows.filter(**{"content_object_id": models.OuterRef("pk")}))

    class Meta(UserObjectPermissionBase.Meta):  # type: ignore[misc]
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"


class ObjectExclusion(TenantModel):
    """This person must not see this object, whatever the roles (HARMS 15); features subclass it and add `content_object`.

    A row is ended, never removed, so that the trail's ids stay readable.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10, choices=[(o, o) for o in KeptOut])
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        abstract = True

    @classmethod
    def keeping_out(cls, actor: Actor) -> models.Exists:
        """A condition on the object's rows: this person, or the maker of this key, must not see it. One EXISTS a query."""
        person = actor.user_id or actor.maker_id or 0
        rows = cls.objects.filter(agency_id=actor.agency_id, user_id=person, ended_at=None)
        return models.Exists(rows.filter(**{"content_object_id": models.OuterRef("pk")}))


class ObjectGlass(TenantModel):
    """A manager broke the glass: sees this restricted object until `until`. Features add `content_object` and `reason`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField()

    class Meta(TenantModel.Meta):
        abstract = True

    @classmethod
    def open_to(cls, actor: Actor) -> models.Exists:
        """A condition on the object's rows: this person broke the glass and the time is not over."""
        rows = cls.objects.filter(agency_id=actor.agency_id, user_id=actor.user_id or 0, until__gt=Now())
        return models.Exists(rows.filter(**{"content_object_id": models.OuterRef("pk")}))


class Partnership(TenantModel):
    """One agency's own will to work with another for one purpose; it is in force while both sides want it.

    `partner` stays empty for a name that nobody bears or that is not listed: the row looks the same and leads nowhere.
    """

    slug = models.SlugField(help_text="the partner's short name, as it was typed")
    partner = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=20, choices=[(p, p) for p in PartnerPurpose])
    state = models.CharField(max_length=10, default=PartnershipState.WANTED, choices=[(s, s) for s in PartnershipState])
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="partnership_live", fields=["agency", "slug", "purpose"], condition=~models.Q(state="ended")
            ),
            models.CheckConstraint(
                name="partnership_state", condition=models.Q(state__in=[s.value for s in PartnershipState])
            ),
            models.CheckConstraint(
                name="partnership_purpose", condition=models.Q(purpose__in=[p.value for p in PartnerPurpose])
            ),
        ]


class ServiceKey(TenantModel):
    """An integrator's key: only a digest is kept, scopes are actions, and it always expires."""

    withheld = {"digest": "opens the portal's API; of no use outside it"}

    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64, help_text="HMAC-SHA-256 of the secret part")
    scopes = ArrayField(models.CharField(max_length=60), help_text="actions of the rights table")
    addresses = ArrayField(
        models.CharField(max_length=50), default=list, help_text="networks that it may be used from; empty: anywhere"
    )
    created_by = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)


class IdempotencyRecord(TenantModel):
    """What a POST with this Idempotency-Key was answered; written in the transaction of the change itself.

    `body` is an answer of the API, so it holds ids and states, never a person's text.
    """

    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of caller, method, address and body")
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="idempotency_key", fields=["agency", "key"])]
        indexes = [models.Index(fields=["agency", "expires_at"], name="idempotency_expires")]
