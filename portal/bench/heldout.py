"""The held-out set: alterations of other kinds and strengths than those that the matcher was tuned with.

Nobody changes a limit because of what comes out here; the figure says what the other table's figure is worth. A kind that
somebody has tuned with moves to alterations.py, and another takes its place.
"""

from PIL import Image

from portal.bench.alter import covers, looks, shapes, unseen, windows
from portal.bench.alter.tools import Change, chain

GROUP = "held out"
MIRRORED = shapes.turned(Image.Transpose.FLIP_LEFT_RIGHT)
CHANGES: dict[str, Change] = {
    "faded filter": unseen.faded,
    "film grain": unseen.grainy,
    "ordered dither": unseen.ordered_dither,
    "poster colours": unseen.poster,
    "halftone print": unseen.halftone,
    "beauty filter": unseen.smoothed_skin,
    "coarse blocks": unseen.blocks,
    "faces covered": unseen.emoji_faces,
    "marker strokes": unseen.scribbled,
    "torn corners": unseen.torn,
    "another shines through": unseen.exposed_twice,
    "zoom burst": unseen.burst,
    "wider by 1.15": looks.stretched(1.15),
    "wide lens": unseen.bulged(0.12),
    "tilt 7, cropped": shapes.tilted_inside(7),
    "passed on five times": unseen.passed_on(5),
    "WebP 20, half": chain(looks.scaled(0.5), looks.saved("WEBP", 20)),
    "heavy capitals in bars": unseen.bold_bars,
    "mirrored, caption": chain(MIRRORED, covers.meme(False, True)),
    "corners and shadow": windows.shadowed,
    "9 to 16, blurred": windows.upright_clip,
    "on television": windows.on_television,
    "browser window": windows.in_browser,
    "message card": windows.message_card,
    "reaction camera": windows.reacted,
    "gallery with previews": windows.gallery,
    "printed and scanned": windows.scanned,
    "magazine page": windows.magazine,
}
