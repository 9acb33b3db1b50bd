"""List the photographs of a folder that the other benches would use, or say where to get some.

Photographs are never part of this project. PACKAGES names Debian packages that ship free ones; a folder may have the
parts photographs/, graphics/ (drawings, gradients) and near/ (stereo pairs, frames of one scene). Otherwise everything
below it is looked at, unpacked packages as they are, and sorted by name: files whose paths differ only in a size, a side
or a time of day (stereo pairs, one wallpaper upright and wide, light and dark) show one scene.
"""

import re
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.bench.refusal import Refused

PACKAGES = (
    "gcompris-qt-data",
    "gnome-backgrounds",
    "libdlib-data",
    "lomiri-wallpapers-16.04",
    "lomiri-wallpapers-20.04",
    "marble-data",
    "mate-backgrounds",
    "opencv-doc",
    "photofilmstrip",
    "plasma-workspace-wallpapers",
    "ukui-wallpapers",
)
HOW = (
    "Unpack Debian packages with free photographs into a folder (apt-get download NAME, dpkg -x NAME*.deb FOLDER), "
    "keep one file of each picture, and name the folder with --photos. Packages that have some: " + ", ".join(PACKAGES)
)
ENDINGS = {".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
PARTS = ("photographs", "graphics", "near")
SIDE = 1600  # px of the longest side; larger ones are made smaller once, when they are read
VARIANT = re.compile(
    r"\d{3,5}x\d{3,5}|[ _-]?(?<![a-z])(left|right|dark|light|day|night|portrait|landscape|vertical|horizontal)(?![a-z])"
)
SCENES = (("z-moon.png", "z-moon2.png"),)  # files of the packages that show the same under other names
Rgb = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Photos:
    """Files of a folder: photographs, drawn graphics, and near-duplicates (several pictures of one scene)."""

    photographs: tuple[Path, ...]
    graphics: tuple[Path, ...]
    near: tuple[Path, ...]


def collect(folder: Path, sample: int | None = None) -> Photos:
    """What a folder has, by name. `sample`: every n-th photograph, so many. Raises Refused when there is none."""
    if not folder.is_dir():
        raise Refused(f"{folder} is no folder. {HOW}.")
    parts = {part: _files(folder / part) for part in PARTS}
    if not any(parts.values()):
        parts = sorted_out(folder)
    found = parts["photographs"]
    if not found:
        raise Refused(f"{folder} has no photographs. {HOW}.")
    if sample and sample < len(found):
        found = tuple(found[i * len(found) // sample] for i in range(sample))
    return Photos(found, parts["graphics"], parts["near"])


def sorted_out(folder: Path) -> dict[str, tuple[Path, ...]]:
    """The pictures below a folder by part: near/ those that only a size, a side or a time of day tells apart by name."""
    listed = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in ENDINGS and path.is_file()]
    scenes: dict[str, list[Path]] = {}
    for path in listed:
        same = next((names[0] for names in SCENES if path.name in names), path.name)
        named = path.relative_to(folder).with_name(same).as_posix().lower()
        scenes.setdefault(VARIANT.sub("", named), []).append(path)
    alone = tuple(path for each in scenes.values() if len(each) == 1 for path in each)
    near = tuple(path for each in scenes.values() if len(each) > 1 for path in each)
    return {"photographs": alone, "graphics": (), "near": near}


def read(path: Path) -> Rgb:
    """H x W x 3, upright, at most SIDE px. Raises Refused for a file that is no picture."""
    try:
        with Image.open(BytesIO(path.read_bytes())) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, UnidentifiedImageError, ValueError) as error:
        raise Refused(f"{path} cannot be read as a picture.") from error
    upright.thumbnail((SIDE, SIDE))
    return np.asarray(upright)


def arguments(parser: ArgumentParser) -> None:
    """`--photos FOLDER`: for every bench that looks at photographs."""
    parser.add_argument("--photos", type=Path, required=True, metavar="FOLDER", help=HOW)


def run(say: Callable[[str], None], *, photos: Path, **_: Any) -> dict[str, Any]:
    """How many pictures of each part, and where more can be had."""
    found = collect(photos)
    return {
        "photographs": len(found.photographs),
        "graphics": len(found.graphics),
        "near": len(found.near),
        "packages with photographs": ", ".join(PACKAGES),
    }


def _files(folder: Path) -> tuple[Path, ...]:
    if not folder.is_dir():
        return ()
    return tuple(sorted(p for p in folder.iterdir() if p.suffix.lower() in ENDINGS and p.is_file()))
