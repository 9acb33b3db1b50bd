"""Reads about grants and keys."""

from django.db.models import Exists, OuterRef

from agencies.access.models import ObjectGrant, ServiceKey
from agencies.tenancy.actor import Actor


def granted(model: type[ObjectGrant], actor: Actor) -> Exists:
    """A condition on the object's rows: this person is named for it. One EXISTS per query, never a check per row."""
    return Exists(model.objects.filter(agency_id=actor.agency_id, user_id=actor.user_id, content_object_id=OuterRef("pk")))


def keys(actor: Actor) -> list[ServiceKey]:
    """The agency's service keys, newest first; digests are not for display."""
    return list(ServiceKey.objects.visible_to(actor).defer("digest").order_by("-id"))
