"""What the browser's module says about a file, computed here: for operators' own files and for tests."""

import json

from cases.fingerprints import audio, chromaprint, digest, frames, pdq, prepare
from cases.fingerprints import sound as sounds
from cases.fingerprints.digest import MAX_SOUND, Frame, Item, Patch, Sound
from cases.fingerprints.patches import registered


def describe(
    data: bytes, *, rate: float = frames.REGISTER_RATE, max_frames: int = digest.MAX_FRAMES, patches: bool = False,
    sound: bool = False,
) -> Item:  # fmt: skip
    """The item of a picture or clip; at most `rate` frames a second for clips. Raises prepare.Undecodable.

    `patches` and `sound`: with a picture's details and a clip's sound, which need a consent of their own. A machine
    without the library for sound has none.
    """
    sha256, md5 = digest.sha256(data), digest.md5(data)
    if prepare.is_picture(data):
        rgb = prepare.picture(data)
        found = pdq.pdq_rgb(rgb)
        height, width, _ = rgb.shape
        details = tuple(Patch(one.bits.hex(), one.quality) for one in registered(pdq.luma(rgb))) if patches else ()
        return Item(sha256, "image", found.hex, found.quality, width, height, (), md5, patches=details)
    clip = frames.register(data, rate=rate, max_frames=max_frames)
    listed = tuple(Frame(one.t, view.turns[0].hex, view.turns[0].quality) for one in clip.samples for view in one.views)
    heard = _heard(data) if sound else ()
    return Item(sha256, "video", None, None, clip.width, clip.height, listed, md5, sound=heard)


def _heard(data: bytes) -> tuple[Sound, ...]:
    if not chromaprint.available():
        return ()
    chunks = audio.mono(data, rate=chromaprint.RATE, most_seconds=MAX_SOUND)
    return tuple(Sound(one.t, one.bits.hex()) for one in sounds.registered(chromaprint.words(chunks)))


def as_json(items: list[Item]) -> str:
    """The items as the browser's module would send them (digest.parse_items reads them)."""
    return json.dumps(
        [
            {
                "sha256": item.sha256,
                "media": item.media,
                "pdq": item.pdq,
                "quality": item.quality,
                "width": item.width,
                "height": item.height,
                "frames": [{"t": f.t, "pdq": f.pdq, "quality": f.quality} for f in item.frames],
            }
            | ({"sound": [{"t": s.t, "bits": s.bits} for s in item.sound]} if item.sound else {})
            for item in items
        ]
    )
