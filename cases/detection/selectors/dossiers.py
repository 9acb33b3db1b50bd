"""Reads of what agencies share about a host, and of the agency's own flag."""

import hashlib
import hmac
from dataclasses import dataclass

from django.db.models import QuerySet

from agencies.keys import services as sealing
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import NotFound
from cases.detection import dossier, traces
from cases.detection.dossier import Sums, Told
from cases.detection.models import SiteFlag, SiteNote, SiteTally
from cases.detection.states import NoteKind, NoteState

PURPOSE, FLAG = "dossiers of sites", "cases_siteflag.mark"


@dataclass(frozen=True, slots=True)
class Dossier:
    """What one agency is told about a host. `flag`: its own word not to contact the operator, if it said so."""

    host: str
    told: Told
    notes: tuple[SiteNote, ...]
    flag: SiteFlag | None

    @property
    def avoid(self) -> bool:
        """Whether the operator should not be contacted: by the agency's own word, or by an accepted note."""
        return self.flag is not None or any(note.kind == NoteKind.AVOID for note in self.notes)


def host_key(host: str) -> bytes:
    """What stands for a host in the shared sums, 32 bytes; without the platform's key nobody can ask for one."""
    return hmac.new(sealing.platform_key(PURPOSE), b"site|" + host.encode(), hashlib.sha256).digest()


def contributor(key: bytes, agency_id: int) -> bytes:
    """What stands for an agency in the sums of one host; another value for every host."""
    return hmac.new(sealing.platform_key(PURPOSE), b"by|%d|" % agency_id + key, hashlib.sha256).digest()


def flag_mark(actor: Actor, host: str) -> str:
    """What stands for a host among the agency's own flags."""
    return sealing.blind(actor.agency_id, place=FLAG, value=host)


def of_url(actor: Actor, url: str) -> Dossier:
    """The dossier of an address's host, as this agency may read it; three queries."""
    host = traces.site_of(url)
    if not host:
        return Dossier("", Told(), (), None)
    key = host_key(host)
    sums = [
        Sums(bytes(row.contributor), row.notices, row.removed, row.channels, row.seconds)
        for row in SiteTally.objects.filter(key=key)
    ]
    notes = SiteNote.objects.filter(host=host, state=NoteState.ACCEPTED).order_by("kind", "id")
    flag = SiteFlag.objects.visible_to(actor).filter(mark=flag_mark(actor, host)).first()
    return Dossier(host, dossier.told(sums, contributor(key, actor.agency_id)), tuple(notes[:20]), flag)


def operator_avoided(actor: Actor, url: str) -> bool:
    """Whether notices about this address should warn: do not contact the operator."""
    return of_url(actor, url).avoid


def notes(staff: Staff) -> QuerySet[SiteNote]:
    """Notes for the platform's staff, those that wait first."""
    return SiteNote.objects.exclude(state=NoteState.DECLINED).order_by("-state", "id")


def note(staff: Staff, note_id: int) -> SiteNote:
    """One note for staff; raises NotFound."""
    found = SiteNote.objects.filter(id=note_id).first()
    if found is None:
        raise NotFound
    return found
