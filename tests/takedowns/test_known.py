"""Figures of known items are such as the matcher gives; what makes a find thin, told by figures of real copies."""

import json
import re
from dataclasses import asdict
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from cases.detection import words
from cases.detection.web import says, thin
from cases.fingerprints import asking, bands, parts, weighing
from cases.fingerprints.bands import Kind, Part, Proof
from cases.fingerprints.weighing import Doubt, weighed
from takedowns.golden import samples, ways
from takedowns.golden.ways import Figures, Way

ROOT = Path(__file__).parents[2]
WAYS = sorted({way for sample in samples.SAMPLES for way in sample.ways}, key=repr)
MARKS = "f" * 64


def row(figures: Figures) -> Any:
    """Figures as the columns of a find."""
    found = asdict(figures)
    return SimpleNamespace(**found, difference=MARKS if found.pop("compared") else "")


def draws(way: Way) -> list[Figures]:
    return [way.drawn(Random(seed)) for seed in range(60)]


def proofs(one: Figures) -> list[Proof]:
    part = Part.CELL if ":" in one.part else Part.WHOLE
    by_hash = one.compared and not one.exact and not one.frames
    return [
        *([Proof(Kind.EXACT), Proof(Kind.PDQ, 0, one.quality)] if one.exact else []),
        *([Proof(Kind.PDQ, one.distance, one.quality, part=part)] if by_hash else []),
        *([Proof(Kind.PATCHES, one.distance, patches=one.patches)] if one.patches else []),
        *([Proof(Kind.FRAMES, one.distance, one.quality, one.frames)] if one.frames else []),
        *([Proof(Kind.SOUND, seconds=one.seconds)] if one.seconds else []),
    ]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.method}-{way.distance}-{way.patches}-{way.frames}")
def test_it_invents_only_figures_that_the_matcher_could_give(way: Way) -> None:
    for one in draws(way):
        assert bands.band(proofs(one)) == one.band and bands.carrier(proofs(one)) == one.method
        shown = Part.CELL if ":" in one.part else Part.TRIMMED if one.trimmed else Part.WHOLE
        assert asking.part(one.part) == shown


def test_it_asks_nothing_that_the_desk_cannot_tell() -> None:
    for sample in samples.SAMPLES:
        little = {weighed(row(one)).thin for way in sample.ways for one in draws(way)}
        if sample.right:
            assert little == {False} and sample.why != samples.WORDS, sample.name
        else:
            assert little == {sample.why != samples.WORDS}, sample.name
        assert len({way.media for way in sample.ways}) == 1 and len(sample.name) <= 40


def test_it_has_enough_to_be_met_for_years_and_in_both_languages() -> None:
    assert len(samples.BY_NAME) == len(samples.SAMPLES) >= 40 and len(samples.WRONG) >= 25
    assert len(samples.WRONG) - sum(sample.why == samples.WORDS for sample in samples.WRONG) >= 15
    korean = [sample for sample in samples.SAMPLES if re.search("[가-힣]", sample.words)]
    assert {sample.right for sample in korean} == {True, False} and len(korean) >= 6


def test_it_calls_few_real_copies_thin() -> None:
    copies = json.loads((ROOT / "tests/e2e/copies.json").read_text(encoding="utf-8"))
    rows = [
        SimpleNamespace(
            **one
            | {"difference": MARKS if one["compared"] else "", "exact": False, "frames": 0, "seconds": 0, "share": 0}
        )
        for one in copies
    ]
    assert sum(weighed(one).thin for one in rows) <= 0.02 * len(rows) and len(rows) >= 130


def test_it_says_what_makes_a_find_thin() -> None:
    piece = row(ways.PIECE.drawn(Random(1)))
    assert weighed(piece).doubts == (Doubt.PIECE,) and len(thin(piece)) == 2
    near = row(ways.NEAR.drawn(Random(1)))
    assert not thin(near) and says(weighed(near))[0].startswith("Much")
    edge = weighed(row(Figures("likely", "pdq", 24, 64)))
    assert (edge.allowed, edge.left, edge.thin) == (bands.PORTAL.picture.smooth_distance, 0, True)
    shown = weighed(row(Figures("likely", "pdq", 31 - weighing.EDGE, 80)))
    assert (shown.left, shown.thin) == (weighing.EDGE, False)
    assert set(words.DOUBTS) == set(Doubt)


def test_it_knows_a_piece_by_its_name() -> None:
    names = [f"{rows}x{columns}:0,0" for grid in parts.GRIDS.values() for rows, columns in grid]
    assert {asking.part(name) for name in names} == {Part.CELL} and all(":" in name for name in names)
    others = (asking.WHOLE, asking.TRIMMED, *asking.READINGS, *parts.INNER, parts.STRAIGHT, *parts.UNMARKED)
    assert not any(":" in name for name in others)


def test_its_help_names_every_key_of_the_desk() -> None:
    script = (ROOT / "portal/static/js/review.js").read_text(encoding="utf-8")
    found = re.search(r'const KEYS = "(.*?)"', script)
    assert found
    sheet = (ROOT / "portal/templates/review/keys.html").read_text(encoding="utf-8")
    assert sorted(re.findall(r"<kbd>(.)</kbd>", sheet)) == sorted(found[1])
    pages = "".join(
        page.read_text(encoding="utf-8") for page in sorted((ROOT / "portal/templates/review").glob("*.html"))
    )
    pressed = set(re.findall(r'data-key="(.)"', pages)) | {"j", "k"} | set("1234")  # walked, and counted by a loop
    assert pressed == set(found[1])
