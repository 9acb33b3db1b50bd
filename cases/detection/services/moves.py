"""A watched site that moved: an officer confirms, the source reads the new address, the old one is kept."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.services import verb
from cases.detection import gather, selectors
from cases.detection.models import SiteLook, WatchSource

MOST_FORMER = 20


@verb("source.update")
def move_follow(actor: Actor, *, source_id: int) -> None:
    """Read the site at the address to which its first page leads for good; the path stays. Raises NotFound, Conflict."""
    row = selectors.source(actor, source_id)
    look = _moved(actor, source_id)
    old, new = gather.parsed(row.url), gather.parsed(look.moved_to)
    if old is None or new is None:
        raise Conflict(_("This site has not moved."))
    url = new.url.rstrip("/") + old.path + (f"?{old.query}" if old.query else "")
    try:
        with transaction.atomic():
            WatchSource.objects.visible_to(actor).filter(id=row.pk).update(url=url, next_due_at=timezone.now())
    except IntegrityError as error:
        raise Conflict(_("The new address is watched already. Pause one of the two.")) from error
    look.former = "\n".join([row.url, *look.former.splitlines()][:MOST_FORMER])
    look.moved_to, look.moved_mark, look.moved_at = "", "", None
    look.save()
    audit.record(actor, "source.follow", subject_kind="watchsource", subject_id=row.pk)


@verb("source.update")
def move_decline(actor: Actor, *, source_id: int) -> None:
    """The site did not move there; that host is not proposed for it again."""
    selectors.source(actor, source_id)
    look = _moved(actor, source_id)
    look.declined_mark, look.moved_to, look.moved_at = look.moved_mark, "", None
    look.save()
    audit.record(actor, "source.unfollow", subject_kind="watchsource", subject_id=source_id)


def _moved(actor: Actor, source_id: int) -> SiteLook:
    look = SiteLook.objects.visible_to(actor).filter(source_id=source_id).exclude(moved_at=None).first()
    if look is None:
        raise Conflict(_("This site has not moved."))
    return look
