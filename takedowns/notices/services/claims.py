"""One agency writes about one address (HARMS 22)."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection import keys
from cases.detection.models import Match
from takedowns.notices.models import AddressClaim, Notice

DAYS = 14


def address_release(actor: Actor, *, notice_id: int) -> None:
    """Give a claimed address back when its notice will not be sent, in the caller's transaction: another agency may write."""
    AddressClaim.objects.visible_to(actor).filter(notice_id=notice_id).delete()


def claims_end() -> int:
    """Once an hour, one agency after the other: claims whose time is over are given back; returns how many."""
    ended = 0
    for agency_id in tenancy.every_agency_id():
        with tenant_scope(agency_id):
            over = AddressClaim.objects.visible_to(Actor.system(agency_id)).filter(until__lte=Now())
            ended += over.delete()[0]
    return ended


def claim(actor: Actor, notice: Notice, matches: Sequence[Match]) -> list[int]:
    """Claim the addresses of the finds' pages for this agency, in the caller's transaction, for the next 14 days.

    Returns the ids of the finds of which another agency holds an address; whose it is, nobody learns. In the order of the
    digests, so that two agencies never wait for each other in a ring.
    """
    wanted = sorted(
        (_digest(page), match.pk)
        for match in matches
        for page in {match.page_key, *(keys.of(page) for page in match.other_pages)}
    )
    until = timezone.now() + timedelta(days=DAYS)
    refused = {match_id for digest, match_id in wanted if not _claimed(actor, notice, digest, until)}
    return sorted(refused)


def _digest(page_key: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"address:{page_key}".encode(), hashlib.sha256).hexdigest()


def _claimed(actor: Actor, notice: Notice, digest: str, until: datetime) -> bool:
    own = AddressClaim.objects.visible_to(actor).filter(digest=digest)
    if own.update(notice=notice, until=until):
        return True
    try:
        with transaction.atomic():
            AddressClaim.objects.create(agency_id=actor.agency_id, notice=notice, digest=digest, until=until)
    except IntegrityError:
        return False
    return True
