"""Alterations of what is shown and where: crops, mirror, turns, tilts, perspective."""

import math
from typing import Any

import numpy as np
from PIL import Image

from portal.bench.alter.tools import Change, Picture, Tools

Corners = tuple[tuple[float, float], ...]


def cropped(share: float) -> Change:
    """`share` of the area taken off, from any side."""

    def change(picture: Picture, tools: Tools) -> Picture:
        side = math.sqrt(1 - share)
        width, height = round(picture.width * side), round(picture.height * side)
        left = round(tools.between(0, 1) * (picture.width - width))
        top = round(tools.between(0, 1) * (picture.height - height))
        return picture.crop((left, top, left + width, top + height))

    return change


def centred(share: float) -> Change:
    """`share` of the area taken off, alike on all sides."""

    def change(picture: Picture, tools: Tools) -> Picture:
        cut = (1 - math.sqrt(1 - share)) / 2
        x, y = round(picture.width * cut), round(picture.height * cut)
        return picture.crop((x, y, picture.width - x, picture.height - y))

    return change


def one_side(share: float) -> Change:
    """One side cut off."""

    def change(picture: Picture, tools: Tools) -> Picture:
        boxes = ((share, 0, 1, 1), (0, share, 1, 1), (0, 0, 1 - share, 1), (0, 0, 1, 1 - share))
        left, top, right, bottom = boxes[int(tools.rng.integers(4))]
        width, height = picture.size
        return picture.crop((round(left * width), round(top * height), round(right * width), round(bottom * height)))

    return change


def square(picture: Picture, tools: Tools) -> Picture:
    """The middle square."""
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return picture.crop((left, top, left + side, top + side))


def turned(way: Image.Transpose) -> Change:
    """Mirrored or turned by quarters."""

    def change(picture: Picture, tools: Tools) -> Picture:
        return picture.transpose(way)

    return change


def tilted(degrees: float, ground: str = "black") -> Change:
    """Turned a little, with corners of a plain colour."""

    def change(picture: Picture, tools: Tools) -> Picture:
        sign = 1 if tools.rng.random() < 0.5 else -1
        return picture.rotate(sign * degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=ground)

    return change


def tilted_inside(degrees: float) -> Change:
    """Turned a little, the corners cropped away."""

    def change(picture: Picture, tools: Tools) -> Picture:
        sign, angle = (1 if tools.rng.random() < 0.5 else -1), math.radians(degrees)
        scale = 1 / (math.cos(angle) + math.sin(angle) * max(picture.size) / min(picture.size))
        leant = picture.rotate(sign * degrees, Image.Resampling.BICUBIC)
        x, y = round(picture.width * (1 - scale) / 2), round(picture.height * (1 - scale) / 2)
        return leant.crop((x, y, picture.width - x, picture.height - y))

    return change


def seen_aslant(picture: Picture, corners: Corners, ground: str = "black") -> Picture:
    """The picture with its corners (left upper, right upper, right lower, left lower) moved to these shares of its size."""
    width, height = picture.size
    there = [(x * width, y * height) for x, y in corners]
    here = [(0, 0), (width, 0), (width, height), (0, height)]
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(there, here, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    solved: Any = np.linalg.solve(np.array(rows), np.array(here, dtype=float).reshape(8))
    return picture.transform(
        picture.size, Image.Transform.PERSPECTIVE, solved.tolist(), Image.Resampling.BICUBIC, fillcolor=ground
    )


def aslant(strength: float) -> Change:
    """Seen from aside; `strength` is how far corners move, of the size."""

    def change(picture: Picture, tools: Tools) -> Picture:
        moves = tools.rng.uniform(0, strength, (4, 2))
        signs = ((1, 1), (-1, 1), (-1, -1), (1, -1))
        home = ((0, 0), (1, 0), (1, 1), (0, 1))
        corners = tuple(
            (x + sx * float(m[0]), y + sy * float(m[1])) for (x, y), (sx, sy), m in zip(home, signs, moves, strict=True)
        )
        return seen_aslant(picture, corners)

    return change
