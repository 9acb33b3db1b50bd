"""One agency writes about one address (HARMS 22)."""

import hashlib
import hmac

from django.conf import settings
from django.db import IntegrityError, transaction

from agencies.tenancy.actor import Actor
from cases.detection import keys
from takedowns.notices.models import AddressClaim, Notice
from takedowns.notices.states import NoticeState


def address_release(actor: Actor, *, notice_id: int) -> None:
    """Give a claimed address back when its notice will not be sent, in the caller's transaction: another agency may write."""
    AddressClaim.objects.visible_to(actor).filter(notice_id=notice_id).delete()


def claim(actor: Actor, notice: Notice) -> None:
    """Claim the addresses of its pages for this agency; somebody else's claim becomes a named problem (HARMS 22)."""
    pages = (notice.match.page_key, *(keys.of(page) for page in notice.match.other_pages))
    if all([_claimed(actor, notice, page) for page in pages]) or "address_claimed" in notice.problems:
        return
    notice.problems = [*notice.problems, "address_claimed"]
    notice.state = NoticeState.INCOMPLETE
    Notice.objects.visible_to(actor).filter(id=notice.pk).update(problems=notice.problems, state=notice.state)


def _claimed(actor: Actor, notice: Notice, page_key: str) -> bool:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"address:{page_key}".encode(), hashlib.sha256).hexdigest()
    if AddressClaim.objects.visible_to(actor).filter(digest=digest).update(notice=notice):
        return True
    try:
        with transaction.atomic():
            AddressClaim.objects.create(agency_id=actor.agency_id, notice=notice, digest=digest)
    except IntegrityError:
        return False
    return True
