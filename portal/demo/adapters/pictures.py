"""Makes every picture and clip of the demo, in memory; its photographs come from the scikit-image package's data."""

import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from PIL import Image, ImageCms, ImageOps

from portal.demo import alter, catalogue, film, scenes
from portal.demo.adapters import clips
from portal.demo.catalogue import Kind, Media

LONGEST = 800  # pixels; larger photographs are shown scaled down
THUMBNAIL = 240
CLIP_SCENES = ("bridge", "boats", "lighthouse", "skyline")


@dataclass(frozen=True)
class RegisteredMedia:
    """An original whose fingerprint the demo registers: a plain name, the file's bytes and ending, what it is."""

    name: str
    bytes: bytes
    media: Literal["image", "video"]
    suffix: str


@dataclass(frozen=True)
class Rendered:
    """The bytes that a site serves: full size and small (empty for a clip)."""

    full: bytes
    thumbnail: bytes


def registered() -> list[RegisteredMedia]:
    """The four registered photographs as the files they are, and the registered clip."""
    found = []
    for name, stem in catalogue.REGISTERED.items():
        path = _file(stem)
        found.append(RegisteredMedia(name, path.read_bytes(), "image", path.suffix))
    return [*found, RegisteredMedia(catalogue.CLIP, registered_clip(), "video", ".mp4")]


def write_originals(folder: Path) -> list[Path]:
    """Writes the originals into a folder, so that a person can pick them in a browser; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for original in registered():
        path = folder / f"{original.name}{original.suffix}"
        path.write_bytes(original.bytes)
        written.append(path)
    return written


@lru_cache(maxsize=1024)
def rendered(media: Media) -> Rendered:
    """A post's picture as JPEG or clip as MP4; remembered, because a crawler asks for each more than once."""
    if media.kind is Kind.CLIP:
        return Rendered(_clip_copy(media.alteration), b"")
    if media.kind is Kind.SCENE_CLIP:
        seeds = range(media.number, media.number + len(CLIP_SCENES))
        drawn = [scenes.draw(kind, seed) for kind, seed in zip(CLIP_SCENES, seeds, strict=True)]
        return Rendered(clips.encode(film.frames(drawn), film.SIZE), b"")
    picture, quality = _still(media), alter.QUALITY
    if media.alteration:
        picture, quality = alter.altered(picture, media.alteration), alter.ALTERATIONS[media.alteration].quality
    small = ImageOps.contain(picture, (THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    return Rendered(jpeg(picture, quality), jpeg(small, 80))


@lru_cache(maxsize=1)
def registered_clip() -> bytes:
    """The registered clip: pans over the four registered photographs, H.264 in MP4."""
    photographs = [_photograph(stem) for stem in catalogue.REGISTERED.values()]
    return clips.encode(film.frames(photographs), film.SIZE)


def _clip_copy(name: str) -> bytes:
    alteration = alter.CLIP_ALTERATIONS[name]
    return clips.encode(clips.decode(registered_clip()), alteration.size, alteration.crf)


def _still(media: Media) -> Image.Image:
    """The source of a still picture, before any alteration."""
    if media.kind is Kind.SCENE:
        return scenes.draw(media.name, media.number)
    photograph = _photograph(media.name)
    if media.kind is Kind.TILE:
        across, down = catalogue.TILES[media.name]
        width, height = photograph.width // across, photograph.height // down
        left, top = media.number % across * width, media.number // across * height
        return photograph.crop((left, top, left + width, top + height))
    return photograph if max(photograph.size) <= LONGEST else ImageOps.contain(photograph, (LONGEST, LONGEST))


@lru_cache(maxsize=32)
def _photograph(stem: str) -> Image.Image:
    """A photograph as sRGB, upright, without transparency."""
    with Image.open(_file(stem)) as opened:
        upright = ImageOps.exif_transpose(opened)
        profile = opened.info.get("icc_profile")
    if upright.mode == "RGBA":
        upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
    picture = upright.convert("RGB")
    if not profile:
        return picture
    # One of the photographs is in Adobe RGB; its copies lose the profile, so its colours have to be converted.
    source, target = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
    return converted or picture


def _file(stem: str) -> Path:
    """Where the scikit-image package keeps a photograph; the package is never imported, it is only a source of files."""
    spec = find_spec("skimage")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("The demo needs the pictures of the scikit-image package: install the demo extra.")
    return Path(next(iter(spec.submodule_search_locations))) / "data" / catalogue.FILES[stem]


def jpeg(picture: Image.Image, quality: int = 90) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=quality)
    return target.getvalue()
