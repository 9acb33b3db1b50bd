"""Files in every mode that is prepared before hashing, each with the plain pixels that it should come to."""

import numpy as np
from PIL import Image, ImageCms

from tests.hashing import make

ORIENTATIONS = {  # what turns the stored pixels upright, by EXIF number
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
    8: lambda a: np.rot90(a),
}


def files() -> dict[str, tuple[bytes, make.Pixels]]:
    rgb = make.picture(211, 150, seed=4)
    image = Image.fromarray(rgb)
    grey = rgb[:, :, 1]
    three = np.repeat(grey[:, :, None], 3, axis=2)
    found = {"plain": (make.still(image), rgb), "bmp": (make.still(image, "BMP"), rgb)}
    found["webp"] = (make.still(image, "WEBP", lossless=True), rgb)
    for number, turn in ORIENTATIONS.items():
        exif = Image.Exif()
        exif[0x0112] = number
        found[f"orientation-{number}"] = (make.still(image, exif=exif), np.ascontiguousarray(turn(rgb)))
    found["grey"] = (make.still(Image.fromarray(grey)), three)
    found["grey-16"] = (make.still(Image.fromarray(grey.astype(np.uint16) * 257)), three)
    found["grey-32"] = (make.still(Image.fromarray(grey.astype(np.int32) * 257), "TIFF"), three)
    found["grey-float"] = (make.still(Image.fromarray((grey / 255).astype(np.float32)), "TIFF"), three)
    found["cmyk"] = (make.still(image.convert("CMYK"), "TIFF"), rgb)
    palette = image.quantize(64)
    found["palette"] = (make.still(palette), np.asarray(palette.convert("RGB")))
    one = image.convert("1")
    found["one-bit"] = (make.still(one), np.asarray(one.convert("RGB")))
    found |= _transparent(rgb)
    profile = make.swapped_primaries(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    found["profile"] = (make.still(image, icc_profile=profile), np.ascontiguousarray(rgb[:, :, ::-1]))
    found["broken-profile"] = (make.still(image, icc_profile=profile[:200]), rgb)
    found["foreign-profile"] = (make.still(Image.fromarray(grey), icc_profile=profile), three)
    return found


def _transparent(rgb: make.Pixels) -> dict[str, tuple[bytes, make.Pixels]]:
    """What is transparent must come out black, whatever colours lie hidden under it."""
    mask = np.zeros(rgb.shape[:2], dtype=np.uint8)
    mask[20:130, 30:180] = 255
    shown = np.where(mask[:, :, None] > 0, rgb, 0).astype(np.uint8)
    image = Image.fromarray(rgb)
    image.putalpha(Image.fromarray(mask))
    light = Image.fromarray(rgb[:, :, 1])
    light.putalpha(Image.fromarray(mask))
    holes = Image.fromarray((rgb[:, :, 1] // 8).astype(np.uint8), "P")
    holes.putpalette([value for index in range(256) for value in (index * 8 % 256, index * 5 % 256, 200)])
    under = np.asarray(holes.convert("RGB")) * (np.asarray(holes) != 9)[:, :, None]
    return {
        "alpha": (make.still(image), shown),
        "grey-alpha": (make.still(light), np.repeat(shown[:, :, 1:2], 3, axis=2)),
        "palette-alpha": (make.still(holes, transparency=9), under.astype(np.uint8)),
    }
