"""Capture the evidence of a find: fetch the page again, keep facts and text, never a picture of the material."""

from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework.states import protected
from cases.detection import selectors as detection
from takedowns.evidence import adapters, record
from takedowns.evidence.models import EvidencePackage
from takedowns.evidence.services import host, page, store
from takedowns.evidence.services.gathered import Capture


def evidence_capture(actor: Actor, *, match_id: int) -> None:
    """Make the package of a find, once. Network and rendering happen outside any transaction.

    A page that is gone or cannot be reached gives a package that says so; nothing is raised for it.
    """
    rights.require(actor, "evidence.capture")
    with tenant_scope(actor.agency_id):
        match = detection.matches(actor).filter(id=match_id).first()
        if match is None or EvidencePackage.objects.visible_to(actor).filter(match_id=match_id).exists():
            return
        agency = tenancy.agency(actor.agency_id)
        hidden = protected(match.case.age_band)
        shots = tenancy.settings(actor).screenshots
    capture = Capture(match, hidden=hidden, tools=list(adapters.versions()))
    page.fetch_page(capture, shots=shots)
    page.fetch_media(capture)
    host.note_host(capture)
    finish(actor, capture, agency.name)


def finish(actor: Actor, capture: Capture, agency_name: str) -> None:
    """Add archive, identification and tools to what was gathered, and store the package."""
    match = capture.match
    host.archive(capture, f"{match.case.reference}-{match.pk}")
    capture.keep("identification.json", "application/json", record.json_bytes(record.identification(match)))
    capture.keep("tools.json", "application/json", record.json_bytes(dict(capture.tools)))
    store.keep(actor, capture, agency_name)
