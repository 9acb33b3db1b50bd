"""What one file's fingerprints are, for operators: a line of JSON or of a table (`manage.py fingerprint`)."""

import time
from typing import Any

from cases.fingerprints import digest, frames, pdq, prepare, stills


def line(data: bytes, *, rate: float = frames.REGISTER_RATE) -> dict[str, Any]:
    """All values that a file would be registered with, by the reference path. Raises prepare.Undecodable.

    Of a picture: "kind" is pdq, "pdq" the hash, "variants" those of its eight turns (pdq.TURNS). A transparent picture is
    registered on black; as found, it is asked for in other readings too: "readings" has hash and quality of each by its
    name (query.READINGS), where it differs, and "values" all of these after "pdq". Of a clip:
    "kind" is frame, "values" the hashes of its frames, and "frames" their seconds and qualities.
    """
    began = time.perf_counter()
    found: dict[str, Any] = {"sha256": digest.sha256(data), "md5": digest.md5(data)}
    found |= _still(data) if prepare.is_picture(data) else _moving(data, rate)
    found |= {"preparation": pdq.PREPARATION, "algorithm": pdq.ALGORITHM}
    return found | {"milliseconds": round((time.perf_counter() - began) * 1000, 1)}


def _still(data: bytes) -> dict[str, Any]:
    shown = prepare.readings(data)
    _, image = next(shown)
    turns = stills.reference(image)
    hashed = [(name, stills.reference(other)[0]) for name, other in shown]
    others = {name: {"pdq": one.hex, "quality": one.quality} for name, one in hashed if one.hex != turns[0].hex}
    return {
        "media": "image",
        "kind": "pdq",
        "width": image.width,
        "height": image.height,
        "pdq": turns[0].hex,
        "quality": turns[0].quality,
        "values": [turns[0].hex, *(other["pdq"] for other in others.values())],
        "variants": [turn.hex for turn in turns],
    } | ({"readings": others} if others else {})


def _moving(data: bytes, rate: float) -> dict[str, Any]:
    clip = frames.register(data, rate=rate)
    hashed = [(sample.t, view.turns[0]) for sample in clip.samples for view in sample.views]
    return {
        "media": "video",
        "kind": "frame",
        "width": clip.width,
        "height": clip.height,
        "seconds": clip.seconds,
        "quality": max((value.quality for _, value in hashed), default=0),
        "values": [value.hex for _, value in hashed],
        "frames": [{"t": t, "pdq": value.hex, "quality": value.quality} for t, value in hashed],
    }


def row(name: str, found: dict[str, Any]) -> str:
    """A line of the table: file, kind, quality, milliseconds, value or what is wrong."""
    if "error" in found:
        return f"{name}: {found['error']}"
    values = found["values"]
    told = values[0] if found["kind"] == "pdq" else f"{len(values)} frames"
    return f"{name}: {found['media']}, quality {found['quality']}, {found['milliseconds']:.0f} ms, {told}"
