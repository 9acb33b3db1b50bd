"""Object grants inside the wall (guardian's only door) and service keys of integrators."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from guardian.models.models import UserObjectPermissionBase

from agencies.tenancy.actor import Actor
from agencies.tenancy.models import TenantManager, TenantModel


class ObjectGrant(UserObjectPermissionBase, TenantModel):  # type: ignore[misc]
    """guardian's direct foreign-key permission with its agency; features subclass it and add `content_object`.

    Written by access.services.grant only: guardian's assign_perm cannot fill the agency and knows no tenants.
    """

    objects = TenantManager()  # type: ignore[misc]

    @classmethod
    def naming(cls, actor: Actor) -> models.Exists:
        """A condition on the object's rows: this person is named for it. One EXISTS a query, never a check per row."""
        rows = cls.objects.filter(agency_id=actor.agency_id, user_id=actor.user_id)
        return models.Exists(rows.filter(content_object_id=models.OuterRef("pk")))

    class Meta(UserObjectPermissionBase.Meta):  # type: ignore[misc]
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"


class ServiceKey(TenantModel):
    """An integrator's key: only a digest is kept, scopes are actions, and it always expires."""

    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64, help_text="HMAC-SHA-256 of the secret part")
    scopes = ArrayField(models.CharField(max_length=60), help_text="actions of the rights table")
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
