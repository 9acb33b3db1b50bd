"""What the browser's module says about a file, computed here: for operators' own files and for tests."""

import json

from cases.fingerprints import digest, frames, pdq, prepare
from cases.fingerprints.digest import Frame, Item


def describe(data: bytes, *, rate: float = 1.0, max_frames: int = 600) -> Item:
    """The item of a picture or clip; `rate` frames a second for clips. Raises prepare.Undecodable."""
    sha256 = digest.sha256(data)
    if prepare.is_picture(data):
        rgb = prepare.picture(data)
        found = pdq.pdq_rgb(rgb)
        height, width, _ = rgb.shape
        return Item(sha256, "image", found.hex, found.quality, width, height, ())
    clip = frames.clip(data, rate=rate, max_frames=max_frames)
    listed = tuple(Frame(round(s.t, 3), s.views[0].turns[0].hex, s.views[0].turns[0].quality) for s in clip.samples)
    return Item(sha256, "video", None, None, clip.width, clip.height, listed)


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
            for item in items
        ]
    )
