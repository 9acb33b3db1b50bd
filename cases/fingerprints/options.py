"""What the decoder's sandbox is asked to make of a file, and how far it may go."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from cases.fingerprints.parts import Effort


@dataclass(frozen=True, slots=True)
class Options:
    """What one file may cost: px, seconds of processor time, frames and frames a second; and what is asked of it.

    `sound_seconds`: how much of a clip's sound is read for its print; 0: none, unless sound is registered by somebody.
    `patches`: with the details of a picture, which only registrations with a consent of their own are found by.
    `cover`: no hashes at all, but the small grey pictures that an officer may ask for (covering.py).
    """

    max_pixels: int = 50_000_000
    cpu_seconds: float = 20.0
    picture_frames: int = 20
    picture_rate: float = 2.0
    video_frames: int = 300
    video_rate: float = 1.0
    sound_seconds: float = 0.0
    effort: Effort = Effort.QUICK
    patches: bool = False
    cover: bool = False

    @classmethod
    def of(cls, request: Mapping[str, Any]) -> Self:
        """Out of a request, in which more may stand. Raises KeyError or ValueError if it is not one."""
        named = {field.name: request[field.name] for field in fields(cls)}
        return cls(**named | {"effort": Effort(named["effort"])})
