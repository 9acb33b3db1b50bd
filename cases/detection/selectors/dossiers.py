"""Reads of what agencies share about a host, and of the agency's own flag, by keyed digests (see services.sitefacts)."""

from django.db.models import QuerySet

from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import NotFound
from cases.detection.dossier import Sums
from cases.detection.models import SiteFlag, SiteNote, SiteTally
from cases.detection.states import NoteState


def sums(key: bytes) -> list[Sums]:
    """All contributors' sums about one host."""
    rows = SiteTally.objects.filter(key=key)
    return [Sums(bytes(row.contributor), row.notices, row.removed, row.channels, row.seconds) for row in rows]


def accepted(host: str) -> QuerySet[SiteNote]:
    """Notes on a host that staff accepted."""
    return SiteNote.objects.filter(host=host, state=NoteState.ACCEPTED).order_by("kind", "id")


def flag(actor: Actor, mark: str) -> SiteFlag | None:
    """The agency's own flag on a host, by its mark."""
    return SiteFlag.objects.visible_to(actor).filter(mark=mark).first()


def notes(staff: Staff) -> QuerySet[SiteNote]:
    """Notes for the platform's staff, those that wait first."""
    return SiteNote.objects.exclude(state=NoteState.DECLINED).order_by("-state", "id")


def note(staff: Staff, note_id: int) -> SiteNote:
    """One note for staff; raises NotFound."""
    found = SiteNote.objects.filter(id=note_id).first()
    if found is None:
        raise NotFound
    return found
