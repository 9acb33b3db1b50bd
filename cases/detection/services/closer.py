"""A second, closer look at a picture of which the first one cannot say whether it is a copy.

The crawl looks quickly at what it finds. If only details agree, and they may be those of a watermark or of another thing
drawn over two pictures, it looks again with full effort: that costs a second once, and decides it.
"""

from dataclasses import replace

from cases.detection.adapters.decoder import Decoded, DecodeFailure, DecodeLimits, Decoder
from cases.detection.adapters.fetching import Fetching
from cases.detection.adapters.visits import Outcome
from cases.fingerprints.hits import Hit, told, vague
from cases.fingerprints.matching import Registry
from cases.fingerprints.parts import Effort
from cases.fingerprints.query import Query


def hits_of(threads: Fetching, registry: Registry, outcome: Outcome, query: Query) -> list[Hit]:
    """What a file shows; where only doubtful details say so, after a closer look."""
    hits = registry.find(query)
    if outcome.decoded is None or not outcome.body or not any(map(vague, hits)):
        return told(hits)
    with threads.decoder() as decoder:
        limits = outcome.task.decode or DecodeLimits()
        return look(decoder, registry, outcome.body, decoded=outcome.decoded, limits=limits, hits=hits)


def look(
    decoder: Decoder,
    registry: Registry,
    data: bytes,
    *,
    decoded: Decoded | DecodeFailure,
    limits: DecodeLimits,
    hits: list[Hit],
) -> list[Hit]:
    """The hits that stand: those of the first look if all of them are clear, else those of the closer one as well."""
    if isinstance(decoded, DecodeFailure) or decoded.media != "image" or not any(map(vague, hits)):
        return told(hits)
    again = decoder.decode(data, limits=replace(limits, effort=Effort.FULL))
    known = {hit.fingerprint_id for hit in hits if not vague(hit)}
    found = [hit for hit in told(registry.find(again.query)) if hit.fingerprint_id not in known]
    return [*told(hits), *found]
