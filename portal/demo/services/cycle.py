"""The demo's far side, and the officer's part when nobody sits at the screen."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.scope import tenant_scope
from portal.demo import selectors, tally
from portal.demo.accounts import ACCOUNTS
from portal.demo.adapters import control, operator, sites
from portal.demo.services.seed import actor_of
from takedowns.review import selectors as desk
from takedowns.review import services as review
from takedowns.review.models import ReviewItem
from takedowns.review.states import Looked


def addresses() -> list[tuple[str, int]]:
    """(host, port) of the sample sites."""
    return [(host, int(port)) for host, _, port in (site.rpartition(":") for site in settings.DEMO_SITES)]


def serve_sites() -> None:
    """Serve both sample sites until stopped."""
    sites.serve(addresses(), settings.DEMO_CONTROL_TOKEN)


def run_operator() -> None:
    """Be the sites' abuse desk until stopped."""
    folder = Path(settings.RUN_DIR) / "mail"
    operator.run((settings.SMTP_HOST, settings.SMTP_PORT), addresses(), settings.DEMO_CONTROL_TOKEN, folder)


def count() -> tally.Tally:
    """The figures so far, against the sites' own account of what they show."""
    return tally.count(selectors.finds(), control.state(settings.DEMO_SITES[0], settings.DEMO_CONTROL_TOKEN))


def read_next(actor: Actor) -> bool:
    """The first half of the officer's part in a run without a person: open the evidence of one package, state who looked.

    False when all that wait were read.
    """
    unread = [row.pk for row in _waiting(actor) if row.looked != Looked.OFFICER][:1]
    for number in unread:
        review.item_claim(actor, item_id=number)
        review.item_evidence(actor, item_id=number)
        review.item_look(actor, item_id=number, looked=Looked.OFFICER)
    return bool(unread)


def approve_read(actor: Actor) -> None:
    """The second half: approve what was read. What was written anew meanwhile, since more is known of its find, is read again."""
    for number in [row.pk for row in _waiting(actor) if row.looked == Looked.OFFICER]:
        with tenant_scope(actor.agency_id):
            digest = desk.item(actor, number).notice.content_sha256
        with suppress(Conflict):
            review.item_approve(actor, item_id=number, sha256=digest)


def _waiting(actor: Actor) -> list[ReviewItem]:
    with tenant_scope(actor.agency_id):
        return [row for row in desk.queue(actor) if row.notice.match.band != "possible"]


def decider() -> Actor:
    """The demo's officer, who holds the right to approve."""
    return actor_of(ACCOUNTS[0].email)
