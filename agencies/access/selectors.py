"""Reads about service keys."""

from agencies.access.models import ServiceKey
from agencies.tenancy.actor import Actor


def keys(actor: Actor) -> list[ServiceKey]:
    """The agency's service keys, newest first; digests are not for display."""
    return list(ServiceKey.objects.visible_to(actor).defer("digest").order_by("-id"))
