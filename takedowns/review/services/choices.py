"""What a person chooses for the desk: shortcuts, and views of the queue under a name of one's own."""

from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Invalid, NotFound
from agencies.tenancy.services import verb
from takedowns.review import filters
from takedowns.review.models import DeskChoice, DeskView

MOST = 20


@verb("review.read")
def keys_choose(actor: Actor, *, on: bool) -> None:
    """Switch keyboard shortcuts on or off for oneself, on every device (WCAG 2.1.4)."""
    DeskChoice.objects.update_or_create(agency_id=actor.agency_id, user_id=actor.user_id or 0, defaults={"keys": on})


@verb("review.read")
def view_keep(actor: Actor, *, name: str, query: str) -> DeskView:
    """Keep a view under a name; the same filters once. What is no filter does not get into it. Raises Invalid."""
    if not name.strip():
        raise Invalid(_("Give the view a name."), "name")
    own = DeskView.objects.visible_to(actor).filter(user_id=actor.user_id or 0)
    plain = filters.plain(query)
    row = own.filter(query=plain).first()
    if row is None and own.count() >= MOST:
        raise Invalid(_("You have %(most)s views. Remove one first.") % {"most": MOST}, "name")
    row = row or DeskView(agency_id=actor.agency_id, user_id=actor.user_id or 0, query=plain)
    row.name = name.strip()
    row.save()
    audit.record(actor, "review.view", subject_kind="deskview", subject_id=row.pk)
    return row


@verb("review.read")
def view_forget(actor: Actor, *, view_id: int) -> None:
    """Remove one of one's own views. Raises NotFound; a stranger's is as if it did not exist."""
    number, _rows = DeskView.objects.visible_to(actor).filter(user_id=actor.user_id or 0, id=view_id).delete()
    if not number:
        raise NotFound
