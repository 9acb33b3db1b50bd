"""One medium fetched once more for an officer who asked, as small grey pictures; the medium itself goes nowhere.

It is fetched through the guard, handed to a decoder of its own through a pipe, and both forget it. Nothing is written.
"""

import base64
from dataclasses import dataclass, replace
from typing import Any

from agencies.doors.adapters.http import Client, FetchLimits, Policy, Refused, Unreachable
from cases.detection.adapters.decoder import DecodeFailure, DecodeLimits, Decoder
from cases.fingerprints import covering

GONE = {404, 410}
MOST_STEP = 60_000  # bytes of one small picture
LIMITS = DecodeLimits(cover=True, cpu_seconds=10.0, wall_seconds=20.0)


@dataclass(frozen=True, slots=True)
class Covered:
    """The steps from the most covered to the least, JPEG files; or none of them, and why: a word of TROUBLES."""

    steps: tuple[bytes, ...] = ()
    trouble: str = ""


TROUBLES = ("gone", "unreachable", "refused", "unreadable")


def covered(url: str, *, policy: Policy, limits: FetchLimits) -> Covered:
    """Ask whether the medium is there, and only then fetch it; raises nothing for what the other side does."""
    try:
        with Client(policy=policy, limits=limits) as client:
            head = client.fetch(url, method="HEAD", limits=replace(limits, content_types=()))
            if head.status in GONE:
                return Covered(trouble="gone")
            answer = client.fetch(url)
    except Refused:
        return Covered(trouble="refused")
    except Unreachable:
        return Covered(trouble="unreachable")
    if answer.status in GONE:
        return Covered(trouble="gone")
    if answer.status != 200:
        return Covered(trouble="refused")
    with Decoder(recycle_after=1) as decoder:
        found = decoder.read(answer.body, LIMITS, _steps)
    return Covered(trouble="unreadable") if isinstance(found, DecodeFailure) else Covered(found)


def _steps(answer: dict[str, Any], digests: dict[str, str]) -> tuple[bytes, ...]:
    """The child's answer with every value checked: it worked on hostile bytes and is not believed."""
    found = tuple(base64.b64decode(text, validate=True) for text in answer["shown"])
    if len(found) != len(covering.DOTS):
        raise ValueError("answer")
    if any(len(each) > MOST_STEP or not each.startswith(b"\xff\xd8\xff") for each in found):
        raise ValueError("answer")
    return found
