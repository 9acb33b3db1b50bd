"""A hit: a registration that a found file shows, how sure that is, and what explains it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cases.fingerprints import asking, bands, proving
from cases.fingerprints.asking import MIRRORED_TURNS
from cases.fingerprints.bands import Band, Kind, Part, Proof
from cases.fingerprints.clips import ClipProof
from cases.fingerprints.proving import Details, Pairs
from cases.fingerprints.sound import SoundProof
from cases.fingerprints.values import KINDS, Values

PLAIN, MIRRORED, INVERTED = 0, 1, 2  # bits of a form (asking.FORMS)
NAMES = {number: name for name, number in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Hit:
    """A registration that the file shows.

    `distance`, `quality`, `turn`, `part`, `inverted` and `difference` (the differing bits, 64 hex digits) are those of
    the best pair of hashes; a match by details alone has the middle distance of the details. `patches` are distinct
    details, `frames` those in order, `seconds` of sound, `share` how much of the registered clip was found, 0 to 1,
    `stretches` of it as (from, to) there and (from, to) in the found clip, in seconds.
    `values`: the registered values that agreed, as (kind, 32 bytes). `score`: see bands.score.
    """

    agency_id: int
    fingerprint_id: int
    band: Band
    distance: int
    quality: int
    turn: int
    trimmed: bool
    exact: bool
    frames: int
    difference: str
    method: Kind = Kind.PDQ
    score: float = 0.0
    part: str = Part.WHOLE.value
    inverted: bool = False
    mirrored: bool = False
    patches: int = 0
    seconds: float = 0.0
    share: float = 0.0
    stretches: tuple[tuple[float, float, float, float], ...] = ()
    proofs: tuple[Proof, ...] = ()
    values: tuple[tuple[str, bytes], ...] = ()


def told(hits: list[Hit]) -> list[Hit]:
    """Those that somebody is told of: not those for which details alone speak that may be of something drawn over both
    pictures, such as a watermark. A closer look (parts.Effort.FULL) decides what they are."""
    return [hit for hit in hits if not vague(hit)]


def vague(hit: Hit) -> bool:
    """Whether only details speak for it that do not lie as those of a copy."""
    return hit.band is Band.POSSIBLE and {proof.kind for proof in hit.proofs} == {Kind.PATCHES}


@dataclass(slots=True)
class Found:
    """What one registration and the file have in common, before it is judged."""

    exact: list[int] = field(default_factory=list)
    stills: Pairs | None = None
    frames: Pairs | None = None
    details: Details | None = None
    placed: bool = False
    clip: ClipProof | None = None
    sound: SoundProof | None = None

    def proofs(self) -> list[Proof]:
        """All of it as proofs, valid or not."""
        proofs = [Proof(Kind.EXACT)] if self.exact else []
        if self.stills:
            proofs += [self.stills.proof(place) for place in proving.best_pictures(self.stills)]
        if self.clip:
            proofs.append(proving.frames_proof(self.clip))
        if self.details:
            proofs.append(Proof(Kind.PATCHES, self.details.distance, patches=self.details.count, placed=self.placed))
        if self.sound:
            proofs.append(Proof(Kind.SOUND, self.sound.distance, seconds=self.sound.seconds))
        return proofs

    def best(self) -> tuple[Pairs, int] | None:
        """The pair of hashes that explains a match best."""
        if self.stills:
            return self.stills, proving.best_pictures(self.stills)[0]
        return (self.frames, int(self.frames.distance.argmin())) if self.frames and self.clip else None


def hit(number: int, found: Found, asked: asking.Views, values: Values) -> Hit | None:
    """The judgement of one registration, or None if what agrees is not enough."""
    proofs = [proof for proof in found.proofs() if bands.band([proof])]
    band = bands.band(proofs)
    if band is None:
        return None
    by_kind = {proof.kind: proof for proof in proofs}
    details = found.details if Kind.PATCHES in by_kind else None
    pair = found.best() if {Kind.PDQ, Kind.FRAMES} & set(by_kind) else None
    rows = [*found.exact, *(details.rows if details else ()), *([int(pair[0].row[pair[1]])] if pair else [])]
    best = values.take(np.array(rows[-1:], dtype=np.int64)) if pair else None  # rows end with the pair's
    shared: dict[str, Any] = {
        "agency_id": int(values.take(values.of(number)[:1]).agency[0]),
        "fingerprint_id": number,
        "band": band,
        "exact": bool(found.exact),
        "frames": by_kind[Kind.FRAMES].ordered_frames if Kind.FRAMES in by_kind else 0,
        "method": bands.carrier(proofs),
        "score": bands.score(proofs),
        "patches": details.count if details else 0,
        "seconds": by_kind[Kind.SOUND].seconds if Kind.SOUND in by_kind else 0.0,
        "share": round(found.clip.share, 3) if found.clip and Kind.FRAMES in by_kind else 0.0,
        "stretches": found.clip.stretches if found.clip and Kind.FRAMES in by_kind else (),
        "proofs": tuple(proofs),
        "values": _values(values, sorted(set(rows))),
    }
    if pair and best:
        return Hit(**shared, **_seen(pair, asked, best.value[0].tobytes()))
    form = details.form if details and not found.exact else PLAIN
    return Hit(
        **shared,
        distance=0 if found.exact else details.distance if details else found.sound.distance if found.sound else 0,
        quality=100,
        turn=0,
        trimmed=False,
        difference="0" * 64 if found.exact else "",
        mirrored=bool(form & MIRRORED),
        inverted=bool(form & INVERTED),
    )


def _values(values: Values, rows: list[int]) -> tuple[tuple[str, bytes], ...]:
    there = values.take(np.array(rows, dtype=np.int64))
    return tuple((NAMES[kind], there.value[n].tobytes()) for n, kind in enumerate(there.kind.tolist()))


def _seen(pair: tuple[Pairs, int], asked: asking.Views, value: bytes) -> dict[str, Any]:
    """The facts of the best pair of hashes."""
    pairs, place = pair
    question = int(pairs.asked[place])
    turn, shown = int(asked.turn[question]), asking.part(asked.names[question])
    return {
        "distance": int(pairs.distance[place]),
        "quality": int(pairs.quality[place]),
        "turn": turn,
        "trimmed": shown == Part.TRIMMED,
        "difference": asking.over(asked.bits[question].tobytes(), value).hex(),
        "part": Part.WHOLE.value if shown == Part.WHOLE else asked.names[question],
        "inverted": bool(asked.inverted[question]),
        "mirrored": turn in MIRRORED_TURNS,
    }
