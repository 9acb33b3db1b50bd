"""The frames of the demo's clips: slow pans over still pictures with cross-fades between them."""

from collections.abc import Iterator, Sequence

from PIL import Image, ImageOps

SIZE = (320, 240)
RATE = 12  # frames a second
SECONDS = 8
FADE = 6  # frames of each cross-fade


def frames(pictures: Sequence[Image.Image], size: tuple[int, int] = SIZE) -> Iterator[Image.Image]:
    """SECONDS * RATE frames of size (pixels); every picture gets an equal share of the time."""
    each = SECONDS * RATE // len(pictures)
    filled = [
        ImageOps.fit(picture, (size[0] * 3 // 2, size[1] * 3 // 2), Image.Resampling.LANCZOS) for picture in pictures
    ]
    for scene, picture in enumerate(filled):
        for frame in range(each):
            shown = _pan(picture, frame / each, size, leftwards=bool(scene % 2))
            fading = FADE - (each - frame) + 1
            if fading > 0 and scene + 1 < len(filled):
                coming = _pan(filled[scene + 1], 0.0, size, leftwards=not scene % 2)
                shown = Image.blend(shown, coming, fading / (FADE + 1))
            yield shown


def _pan(picture: Image.Image, share: float, size: tuple[int, int], leftwards: bool) -> Image.Image:
    """The window, 80 % of the picture wide, that a pan shows at share 0..1 of its way."""
    width, height = picture.size
    left = width * 0.2 * (1 - share if leftwards else share)
    top = height * 0.1
    return picture.resize(size, Image.Resampling.BILINEAR, box=(left, top, left + width * 0.8, top + height * 0.8))
