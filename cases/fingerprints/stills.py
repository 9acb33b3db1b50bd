"""The eight hashes of a picture: by the reference path, to the bit, and by the fast path for pictures that are crawled.

The fast path lets the JPEG reader itself give brightness only, of a large picture at an eighth to a half of the size, and
takes PDQ's points out of that (plane.py): within 4 bits of the reference path at 256 px and more. A registered value is
always made by the reference path (portal/docs/adr/0025-fast-path.md).
"""

import io
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms

from cases.fingerprints import lent, pdq, prepare
from cases.fingerprints.pdq import Pdq
from cases.fingerprints.plane import Plane

SHORTEST = 256  # px; smaller pictures cost little, and rounding tells more in them
LARGE = 1024  # px; of a smaller picture half the size is too coarse, so its brightness is read at full size
DRAFT = 512  # px that the shorter side keeps at least
COPIED = 4_000_000  # px; up to here one copy out of Pillow's memory is quicker than one of each strip
JPEG = b"\xff\xd8\xff"


def reference(image: Image.Image) -> tuple[Pdq, ...]:
    """The eight hashes of an upright picture in RGB (prepare.upright), or of one of brightness alone (mode L).

    Brightness as a JPEG file keeps it is rounded otherwise than from its colours: within 2 bits of the reference.
    """
    plain = lent.pixels(image)
    if plain is None and image.width * image.height <= COPIED:
        plain = np.asarray(image)
    if plain is not None:
        return pdq.dihedral_rows(partial(_part, plain), image.width, image.height)
    return pdq.dihedral_rows(partial(_rows, image), image.width, image.height)


def fast(data: bytes, *, max_pixels: int = prepare.MAX_PIXELS) -> Plane | None:
    """The plane of a JPEG file that is not small, upright; None if it must take the reference path.

    Raises prepare.Undecodable as prepare.picture does.
    """
    if not data.startswith(JPEG):
        return None
    with prepare.opened(data, max_pixels) as image:
        if image.mode not in ("L", "RGB") or min(image.size) < SHORTEST:
            return None
        width, height = image.size
        profile = image.info.get("icc_profile")
        plain = not profile or _is_srgb(profile)
        if not plain and min(image.size) < LARGE:
            return None
        image.draft("L" if plain else image.mode, (DRAFT, DRAFT) if min(image.size) >= LARGE else image.size)
        factor = round(width / image.width)
        if image.size != (-(-width // factor), -(-height // factor)):
            return None
        image.load()
        dots = _bright(image) if plain else pdq.luma(np.asarray(prepare.to_srgb(image, profile)))
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
        return Plane(dots, factor, width, height).turned(orientation)


def _bright(image: Image.Image) -> NDArray[np.float32]:
    return np.asarray(image.convert("L") if image.mode != "L" else image).astype(np.float32)


def _part(plain: NDArray[np.uint8], start: int, end: int) -> NDArray[np.uint8]:
    return plain[start:end]


def _rows(image: Image.Image, start: int, end: int) -> NDArray[Any]:
    """Some rows of a picture as Pillow has them; a copy of the whole would take as long as its hash."""
    raw = "RGBX" if image.mode == "RGB" else image.mode
    return np.frombuffer(image.crop((0, start, image.width, end)).tobytes("raw", raw), np.uint8)


def _is_srgb(profile: bytes) -> bool:
    """Whether an embedded profile says that it is the one that is assumed anyway."""
    try:
        return "srgb" in ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile))).lower()
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return False
