"""Alterations that put something over a picture or around it."""

from PIL import Image, ImageDraw, ImageFilter

from portal.bench.alter.tools import PHRASES, WORDS, Change, Picture, Tools, filled, fitted, rounded, text


def small_text(picture: Picture, tools: Tools) -> Picture:
    """One line near an edge."""
    copy = picture.copy()
    at = (tools.between(0.3, 0.7), tools.pick(("0.08", "0.92")))
    text(copy, tools.pick(WORDS), size=picture.height * 0.06, at=(at[0], float(at[1])))
    return copy


def big_text(picture: Picture, tools: Tools) -> Picture:
    """Two words over the whole width."""
    copy = picture.copy()
    for line, y in zip(("SHARE", "THIS!"), (0.3, 0.7), strict=True):
        text(copy, line, size=picture.width * 0.3, at=(0.5, y))
    return copy


def tiled(picture: Picture, tools: Tools) -> Picture:
    """A pale mark all over it."""
    sheet = Image.new("RGBA", (picture.width * 2, picture.height * 2), (0, 0, 0, 0))
    for row in range(16):
        for column in range(8):
            at = (column / 8 + (row % 2) / 16, row / 16)
            text(sheet, "sample.example", size=picture.width / 22, at=at, fill="#ffffff70", edge=None)
    left, top = picture.width // 2, picture.height // 2
    sheet = sheet.rotate(25).crop((left, top, left + picture.width, top + picture.height))
    return Image.alpha_composite(picture.convert("RGBA"), sheet).convert("RGB")


def logo(picture: Picture, tools: Tools) -> Picture:
    """A sign in a corner, a fifth of the width."""
    copy, side = picture.copy(), round(min(picture.size) * 0.2)
    left, top = picture.width - side - 12, picture.height - side - 12
    draw = ImageDraw.Draw(copy)
    draw.rounded_rectangle((left, top, left + side, top + side), side // 5, fill="#d02030")
    draw.polygon([(left + side * x, top + side * y) for x, y in ((0.3, 0.2), (0.8, 0.5), (0.3, 0.8))], fill="white")
    return copy


def stickers(share: float, count: int = 1) -> Change:
    """Faces drawn over it; each covers so much of the shorter side."""

    def change(picture: Picture, tools: Tools) -> Picture:
        copy, side = picture.copy(), round(min(picture.size) * share)
        draw = ImageDraw.Draw(copy)
        for _ in range(count):
            x = round(tools.between(0.1, 0.9) * (picture.width - side))
            y = round(tools.between(0.1, 0.9) * (picture.height - side))
            face(draw, x, y, side)
        return copy

    return change


def face(draw: ImageDraw.ImageDraw, x: int, y: int, side: int) -> None:
    """A yellow smiling face."""
    draw.ellipse((x, y, x + side, y + side), fill="#ffd23c", outline="#b07a00", width=max(1, side // 30))
    for eye in (0.32, 0.68):
        cx, cy, r = x + side * eye, y + side * 0.38, side * 0.07
        draw.ellipse((cx - r, cy - r * 1.5, cx + r, cy + r * 1.5), fill="#3c2800")
    draw.chord((x + side * 0.22, y + side * 0.4, x + side * 0.78, y + side * 0.85), 10, 170, fill="#7a2020")


def hidden(share: float, way: str) -> Change:
    """A part of the middle as mosaic, blurred or black; share of both sides."""

    def change(picture: Picture, tools: Tools) -> Picture:
        width, height = round(picture.width * share), round(picture.height * share)
        left = round(tools.between(0.3, 0.7) * (picture.width - width))
        top = round(tools.between(0.2, 0.6) * (picture.height - height))
        part = picture.crop((left, top, left + width, top + height))
        if way == "mosaic":
            cells = max(4, round(12 * share / 0.3))
            part = part.resize((cells, cells), Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)
        elif way == "blur":
            part = part.filter(ImageFilter.GaussianBlur(max(part.size) / 8))
        else:
            part = Image.new("RGB", part.size, "black")
        copy = picture.copy()
        copy.paste(part, (left, top))
        return copy

    return change


def bars(sideways: float, upright: float, colour: str) -> Change:
    """Plain bars; shares of width and height on each side."""

    def change(picture: Picture, tools: Tools) -> Picture:
        x, y = round(picture.width * sideways), round(picture.height * upright)
        sheet = Image.new("RGB", (picture.width + 2 * x, picture.height + 2 * y), colour)
        sheet.paste(picture, (x, y))
        return sheet

    return change


def blurred_bars(picture: Picture, tools: Tools) -> Picture:
    """Between bars of itself, enlarged and blurred."""
    tall = picture.width < picture.height
    width = round(picture.height * 16 / 9) if tall else picture.width
    height = picture.height if tall else round(picture.width * 16 / 12)
    sheet = filled(picture, width, height).filter(ImageFilter.GaussianBlur(width / 40))
    middle = fitted(picture, width, height)
    sheet.paste(middle, ((width - middle.width) // 2, (height - middle.height) // 2))
    return sheet


def meme(above: bool, below: bool, ground: str = "white") -> Change:
    """Words in plain bars."""

    def change(picture: Picture, tools: Tools) -> Picture:
        bar = round(picture.height * 0.18)
        sheet = Image.new("RGB", (picture.width, picture.height + bar * (above + below)), ground)
        sheet.paste(picture, (0, bar * above))
        ink = "black" if ground == "white" else "white"
        places = [bar / 2] * above + [sheet.height - bar / 2] * below
        for place in places:
            at = (0.5, place / sheet.height)
            text(sheet, tools.pick(PHRASES), size=picture.width / 18, at=at, fill=ink, edge=None)
        return sheet

    return change


def meme_over(picture: Picture, tools: Tools) -> Picture:
    """White words with black edges over it, above and below."""
    copy = picture.copy()
    for y in (0.1, 0.9):
        text(copy, tools.pick(PHRASES), size=picture.width / 15, at=(0.5, y))
    return copy


def round_frame(picture: Picture, tools: Tools) -> Picture:
    """Round corners on a coloured sheet."""
    edge = round(min(picture.size) * 0.06)
    inner = rounded(picture, edge * 2, "#28406e")
    return bars(edge / picture.width, edge / picture.height, "#28406e")(inner, tools)


def polaroid(picture: Picture, tools: Tools) -> Picture:
    """A white frame with a broad lower edge and handwriting."""
    edge = round(min(picture.size) * 0.05)
    sheet = Image.new("RGB", (picture.width + 2 * edge, picture.height + 6 * edge), "#f6f4ee")
    sheet.paste(picture, (edge, edge))
    text(sheet, tools.pick(WORDS), size=edge * 2, at=(0.5, 1 - 2.5 * edge / sheet.height), fill="#333", edge=None)
    return sheet


def other_over(picture: Picture, tools: Tools) -> Picture:
    """Another picture over a corner, 30 % of the sides."""
    copy = picture.copy()
    small = filled(tools.other(), round(picture.width * 0.3), round(picture.height * 0.3))
    copy.paste(small, (picture.width - small.width - 10, 10))
    return copy
