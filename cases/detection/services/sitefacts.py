"""What one agency is told about a host; digests are made here, because making them needs keys. Writes nothing."""

import hashlib
import hmac
from dataclasses import dataclass

from agencies.keys import services as sealing
from agencies.tenancy.actor import Actor
from cases.detection import dossier, traces
from cases.detection.dossier import Told
from cases.detection.models import SiteFlag, SiteNote
from cases.detection.selectors import dossiers
from cases.detection.states import NoteKind

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
    words = dossier.told(dossiers.sums(key), contributor(key, actor.agency_id))
    return Dossier(host, words, tuple(dossiers.accepted(host)[:20]), dossiers.flag(actor, flag_mark(actor, host)))


def operator_avoided(actor: Actor, url: str) -> bool:
    """Whether notices about this address should warn: do not contact the operator."""
    return of_url(actor, url).avoid
