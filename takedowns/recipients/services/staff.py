"""What the platform's staff does with the directory: check contacts, settle what was found; each with a line in the platform's trail."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.tenancy.actor import Staff
from agencies.tenancy.errors import Conflict
from takedowns.recipients.models import Provider, ProviderHost, Recipient
from takedowns.recipients.states import MOVES, FoundState, Scope
from takedowns.recipients.words import SOURCES

KINDS = {Scope.SITE: "site", Scope.NETWORK: "host", Scope.REGISTRAR: "registrar"}
NEAR = {"registrar": 2, "host": 1, "cdn": 1}  # how far from the page a kind is; who runs the service is nearest


def directory_changed(staff: Staff, row: Any, *, deleted: bool = False) -> None:
    """Record that a row of the directory was written or taken away, in the caller's transaction."""
    kind = type(row).__name__.lower()
    action = "directory.delete" if deleted else "directory.write"
    audit.record_platform(staff, action, subject_kind=kind, subject_id=row.pk)


@transaction.atomic
def provider_checked(staff: Staff, *, provider_id: int, by: str) -> None:
    """Somebody (`by`) vouches for a provider's contact: from now on notices may go to it."""
    today = timezone.now().date()
    rows = Provider.objects.filter(id=provider_id)
    if rows.update(verified_on=today, verified_by=by[:150], status="confirmed"):
        audit.record_platform(staff, "directory.check", subject_kind="provider", subject_id=provider_id)


@transaction.atomic
def found_settle(staff: Staff, *, recipient_id: int, to: FoundState, by: str) -> Provider | None:
    """Verify a contact that was found, so it joins the directory, refuse it, or take a refusal back.

    A provider that has the address already is used. Neither it nor the host is listed for agencies by that. Raises Conflict
    for a move that is none, and for a new provider without a country, on which the law depends.
    """
    row = Recipient.objects.select_for_update().get(id=recipient_id)
    if to not in MOVES[FoundState(row.state)]:
        raise Conflict(_("This contact was settled in the meantime, or was refused. Look at it again."))
    made = _joined(row, by) if to is FoundState.VERIFIED else None
    Recipient.objects.filter(id=row.pk).update(state=to, provider=made, settled_at=Now())
    audit.record_platform(
        staff, "directory.settle", subject_kind="recipient", subject_id=row.pk, to=to.value,
        provider_id=made.pk if made else None,
    )  # fmt: skip
    return made


def _joined(row: Recipient, by: str) -> Provider:
    today, known = timezone.now().date(), None
    if row.address:
        known = Provider.objects.filter(abuse_email__iexact=row.address).order_by("id").first()
    if known is None and not row.country:
        raise Conflict(_("Write the country of this contact first: the law depends on it."))
    if known is None:
        known = Provider.objects.create(
            name=row.name or row.host, kind=KINDS[Scope(row.scope)], abuse_email=row.address, country=row.country.upper(),
            form_url=row.form_url, source=SOURCES[row.source], source_date=today,
        )  # fmt: skip
    Provider.objects.filter(id=known.pk).update(verified_on=today, verified_by=by[:150], status="confirmed")
    known.refresh_from_db()
    _placed(row.host, known)
    return known


def _placed(host: str, made: Provider) -> None:
    """Put a provider into the chain of a host: whoever is nearer to the page is asked first.

    Only who runs one service gets somebody behind it here; behind a company with many hosts stands nobody of one host.
    """
    place = ProviderHost.objects.filter(host=host).select_related("provider").first()
    if place is None:
        ProviderHost.objects.create(host=host, provider=made)
        return
    before = place.provider
    if before == made:
        return
    nearer, farther = (made, before) if _far(made) < _far(before) else (before, made)
    if nearer == made:
        ProviderHost.objects.filter(id=place.pk).update(provider=made)
    if _far(nearer) == 0 and nearer.parent_id is None and farther.parent_id != nearer.pk:
        Provider.objects.filter(id=nearer.pk).update(parent=farther)


def _far(provider: Provider) -> int:
    return NEAR.get(provider.kind, 0)
