"""Destroy keys, and keep the list of what was destroyed in two places: a table, and a file that no restore turns back."""

import structlog
from django.conf import settings
from django.db import transaction

from agencies.keys import ring
from agencies.keys.adapters import shredfile
from agencies.keys.adapters.shredfile import Line
from agencies.keys.models import AgencyKey, CaseKey, Shredding
from agencies.keys.states import ShredReason
from agencies.tenancy import scope
from agencies.tenancy.actor import Actor

log = structlog.get_logger(__name__)


def case_shred(actor: Actor, *, case_id: int, reason: str = ShredReason.PERSON_ASKED) -> None:
    """Destroy all keys of a case, in the caller's transaction; what they sealed can never be opened again.

    Waits for transactions that are sealing for the case. The caller checks the right and writes the audit line.
    """
    scope.require(actor.agency_id)
    ring.lock(actor.agency_id, case_id)
    Shredding.objects.get_or_create(agency_ref=actor.agency_id, case_ref=case_id, defaults={"reason": reason})
    CaseKey.objects.visible_to(actor).filter(case_id=case_id).delete()
    ring.drop(actor.agency_id, case_id)
    transaction.on_commit(_tell, robust=True)


def agency_shred(agency_id: int, *, reason: str = ShredReason.AGENCY_LEFT) -> int:
    """Destroy all keys of an agency, in the caller's transaction and scope; returns how many case keys there were."""
    actor = Actor.system(agency_id)
    scope.require(agency_id)
    ring.lock(agency_id, None)
    Shredding.objects.get_or_create(agency_ref=agency_id, case_ref=None, defaults={"reason": reason})
    gone = CaseKey.objects.visible_to(actor).delete()[0]
    AgencyKey.objects.visible_to(actor).delete()
    scope.memory(agency_id).clear()
    ring.forget()
    transaction.on_commit(_tell, robust=True)
    return gone


def _tell() -> None:
    """Write what is new to the file; what cannot be written now is written with the next shredding or `key_check`."""
    try:
        list_even_out()
    except (OSError, ValueError) as error:
        log.error("the shred list could not be written", error=type(error).__name__)


def list_even_out() -> list[Line]:
    """Write to the file what only the table knows; returns what only the file knows: the table was turned back.

    Raises OSError or ValueError for a file that cannot be used.
    """
    kept = shredfile.read(settings.SHRED_LIST)
    rows = [(row.agency_ref, row.case_ref, row.reason) for row in Shredding.objects.order_by("id")]
    on_file, in_table = {line[:2] for line in kept}, {row[:2] for row in rows}
    if new := [row for row in rows if row[:2] not in on_file]:
        shredfile.append(settings.SHRED_LIST, new)
    return [line for line in dict.fromkeys(kept) if line[:2] not in in_table]


def list_restore() -> list[Line]:
    """Bring table and file together after a restore; returns the whole list, to be replayed."""
    for agency_id, case_id, reason in list_even_out():
        Shredding.objects.get_or_create(agency_ref=agency_id, case_ref=case_id, defaults={"reason": reason})
    return [(row.agency_ref, row.case_ref, row.reason) for row in Shredding.objects.order_by("id")]
