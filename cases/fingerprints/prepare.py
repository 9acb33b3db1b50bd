"""From the bytes of a picture file to the one array of colours that is hashed, on every path the same way.

Orientation as EXIF says, embedded colour profile to sRGB, what is transparent shows black. The browser's module does
the same by drawing on a black canvas. What other programs make of transparency are further readings, which a found
picture is asked with too. Runs inside the decoder's sandbox: the bytes come from strangers.
"""

import io
import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pi_heif
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, ImageFile, ImageOps, ImageSequence, UnidentifiedImageError

from cases.fingerprints.query import CUT_OFF, ON_WHITE, OPAQUE, WHOLE

Pixels = NDArray[np.uint8]

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF")
MOVING = {"GIF", "WEBP", "PNG", "AVIF"}
MAX_PIXELS = 64_000_000
STILL_FOR = 0.1  # s; what browsers show a frame for whose own time is 0

_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")
_STILL_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_SRGB = ImageCms.createProfile("sRGB")
_WORKS_IN = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}

pi_heif.register_heif_opener(thumbnails=False)
Image.init()  # all of Pillow's readers now, so that none is looked for on disk once the sandbox is shut
_pillow: Any = Image
_pillow.core.set_blocks_max(1)  # the next picture takes over 16 MiB: new memory costs a third of a hash


class Undecodable(Exception):
    """The bytes are no picture that can be hashed; `reason` is one of the words in REASONS."""

    REASONS = ("format", "truncated", "too-many-pixels", "broken")

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a moving picture: seconds from its start, its colours, and which reading of it this is."""

    t: float
    image: Image.Image
    reading: str = WHOLE

    @property
    def rgb(self) -> Pixels:
        """Height x width x 3 bytes."""
        return np.asarray(self.image)


def is_picture(data: bytes) -> bool:
    """Whether the first bytes are those of a picture; what a server or a file name says is not believed."""
    if data[4:8] == b"ftyp":
        return data[8:12] in _STILL_BRANDS
    return data.startswith(_STARTS) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def picture(data: bytes, *, max_pixels: int = MAX_PIXELS) -> Pixels:
    """The colours (height x width x 3) of a picture file, of its first frame if it moves.

    Size is checked in the header, before anything is decoded. Raises Undecodable, nothing else, for hostile bytes.
    """
    return np.asarray(upright(data, max_pixels=max_pixels))


def upright(data: bytes, *, max_pixels: int = MAX_PIXELS) -> Image.Image:
    """As `picture`, still in Pillow's hands (mode RGB)."""
    with opened(data, max_pixels) as image:
        return next(_readings(image))[1]


def readings(data: bytes, *, max_pixels: int = MAX_PIXELS) -> Iterator[tuple[str, Image.Image]]:
    """As `upright`, by the name WHOLE; then the picture as others show it, by the names of query.READINGS.

    Only of a picture that is really transparent somewhere, or has 16 bits; one after the other, since each is large.
    """
    with opened(data, max_pixels) as image:
        yield from _readings(image)


def frames(
    data: bytes,
    *,
    rate: float = 2.0,
    max_frames: int = 20,
    max_steps: int = 300,
    max_pixels: int = MAX_PIXELS,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Frame]:
    """The first frame of a picture and, if it moves, `rate` frames a second after it.

    The first frame comes in every reading (`readings`), the whole first; `max_frames` does not count the others. At most
    `max_steps` are decoded; `stop` is asked before each. An animation that breaks off
    later simply ends there; Undecodable is raised only if there is no first frame.
    """
    with opened(data, max_pixels) as image:
        for reading, shown in _readings(image):
            if reading != WHOLE and stop():
                break
            yield Frame(0.0, shown.copy() if shown is image else shown, reading)
        if image.format not in MOVING or not getattr(image, "is_animated", False):
            return
        t, due, given = 0.0, 1 / rate, 1
        try:
            for step, frame in enumerate(ImageSequence.Iterator(image)):
                if given >= max_frames or step >= max_steps or stop():
                    return
                frame.load()  # only then is its duration known
                if t >= due - 1e-9:
                    yield Frame(round(t, 3), _own(frame))
                    given, due = given + 1, max(due + 1 / rate, t)
                t += float(frame.info.get("duration") or 0) / 1000 or STILL_FOR
        except (OSError, ValueError, EOFError, SyntaxError):
            return


@contextmanager
def opened(data: bytes, max_pixels: int) -> Iterator[Image.Image]:
    """The file with only its header read; turns everything that a hostile file can raise into Undecodable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                if image.width * image.height > max_pixels:
                    raise Undecodable("too-many-pixels")
                image.decodermaxblock = max(image.decodermaxblock, len(data))  # all at once: it is in memory already
                ImageFile.LOAD_TRUNCATED_IMAGES = False  # other libraries switch it on for the whole process
                yield image
    except (Undecodable, MemoryError):
        raise
    except Exception as error:  # readers raise almost anything for bytes made to break them
        raise Undecodable(_reason(error)) from error


def _reason(error: Exception) -> str:
    if isinstance(error, Image.DecompressionBombError):
        return "too-many-pixels"
    if isinstance(error, UnidentifiedImageError):
        return "format"
    return "truncated" if "truncated" in str(error) or isinstance(error, (EOFError, struct.error)) else "broken"


def _own(frame: Image.Image) -> Image.Image:
    """One frame that stays when the reader goes on to the next."""
    found = next(_readings(frame))[1]
    return found.copy() if found is frame else found


def _readings(image: Image.Image) -> Iterator[tuple[str, Image.Image]]:
    """Orientation, colours, black behind what is transparent; then the other readings."""
    coloured, alpha = _coloured(image)
    if alpha is None:
        yield WHOLE, coloured
    else:
        yield WHOLE, _behind(coloured, alpha, "black")
        yield OPAQUE, coloured
        yield ON_WHITE, _behind(coloured, alpha, "white")
    if image.mode.startswith("I;16"):
        cut = Image.fromarray(np.minimum(np.asarray(image), 255).astype(np.uint8))
        yield CUT_OFF, ImageOps.exif_transpose(cut).convert("RGB")


def _behind(coloured: Image.Image, alpha: Image.Image, colour: str) -> Image.Image:
    page = Image.new("RGB", coloured.size, colour)
    page.paste(coloured, mask=alpha)
    return page


def _coloured(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Orientation and colours, also of what is hidden; and how opaque each pixel is, or None if all are wholly so."""
    image.load()
    profile = image.info.get("icc_profile")
    turned = image.getexif().get(ExifTags.Base.Orientation, 1) != 1  # Pillow would copy an upright picture too
    eight = _eight_bits(ImageOps.exif_transpose(image) if turned else image)
    alpha = None
    if eight.has_transparency_data:
        eight = eight.convert("RGBA")
        alpha = eight.getchannel("A")
        eight = eight.convert("RGB")
        if alpha.getextrema()[0] == 255:
            alpha = None
    return to_srgb(eight, profile), alpha


def _eight_bits(image: Image.Image) -> Image.Image:
    """Modes with more than 8 bits a channel scaled to 8; Pillow by itself would cut them off at 255."""
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8))
    if image.mode in ("I", "F"):
        values = np.nan_to_num(np.asarray(image, dtype=np.float64))
        top = float(values.max(initial=0.0))
        full = 1.0 if image.mode == "F" and top <= 1.0 else next((f for f in (255.0, 65535.0) if top <= f), top)
        return Image.fromarray(np.clip(values * (255.0 / full), 0, 255).astype(np.uint8))
    return image


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """sRGB through the embedded profile; a profile that is broken or meant for other colours is ignored."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = _WORKS_IN.get(source.profile.xcolor_space.strip())
            if mode:
                base = image if image.mode == mode else image.convert(mode)
                converted = ImageCms.profileToProfile(base, source, _SRGB, outputMode="RGB")
                return converted or base.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return image if image.mode == "RGB" else image.convert("RGB")
