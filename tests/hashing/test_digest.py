"""Exact digests, and the reader of the browser's list."""

import json
from typing import Any

import pytest

from cases.fingerprints import digest

HEX = "0123456789abcdef" * 4
PICTURE = {"sha256": HEX, "media": "image", "pdq": HEX, "quality": 90, "width": 4, "height": 3, "frames": []}
VIDEO = PICTURE | {
    "sha256": HEX[::-1], "media": "video", "pdq": None, "quality": None, "frames": [{"t": 1.5, "pdq": HEX, "quality": 7}]
}  # fmt: skip


def test_it_digests_as_others_do() -> None:
    assert digest.sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest.md5(b"") == "d41d8cd98f00b204e9800998ecf8427e"


def test_it_reads_what_the_browser_writes() -> None:
    picture, video = digest.parse_items(json.dumps([PICTURE, VIDEO, PICTURE]))
    assert picture == digest.Item(HEX, "image", HEX, 90, 4, 3, ())
    assert video.frames == (digest.Frame(1.5, HEX, 7),)
    assert digest.parse_items("[]") == []


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": HEX.upper()},
        {"sha256": HEX[:-1]},
        {"sha256": HEX + "\n"},
        {"sha256": None},
        {"media": "audio"},
        {"media": ["image"]},
        {"pdq": None},
        {"quality": None},
        {"quality": 101},
        {"quality": -1},
        {"quality": True},
        {"quality": 50.0},
        {"width": 100_001},
        {"height": "3"},
        {"frames": None},
        {"frames": [{"t": 0, "pdq": HEX, "quality": 50}]},
        {"name": "holiday.jpg"},
    ],
)
def test_it_refuses_a_picture_that_is_not_as_agreed(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError) as caught:
        digest.parse_items(json.dumps([PICTURE | change]))
    assert "holiday" not in str(caught.value)


@pytest.mark.parametrize("change", [{"t": -1}, {"t": "0"}, {"t": 1e9}, {"pdq": "0"}, {"quality": None}, {"x": 1}])
def test_it_refuses_a_frame_that_is_not_as_agreed(change: dict[str, Any]) -> None:
    frame = {"t": 0, "pdq": HEX, "quality": 50} | change
    with pytest.raises(ValueError):
        digest.parse_items(json.dumps([VIDEO | {"frames": [frame]}]))


@pytest.mark.parametrize("text", ["", "{}", "null", "[1]", "[[]]", "[" * 100_000, '[{"sha256": NaN}]', "[{}]"])
def test_it_refuses_what_is_no_list_of_items(text: str) -> None:
    with pytest.raises(ValueError):
        digest.parse_items(text)


def test_it_refuses_too_much() -> None:
    frame = {"t": 0, "pdq": HEX, "quality": 50}
    for items in ([PICTURE] * 201, [VIDEO | {"frames": [frame] * 1501}], [VIDEO | {"pdq": HEX, "quality": 3}]):
        with pytest.raises(ValueError):
            digest.parse_items(json.dumps(items))
    with pytest.raises(ValueError):
        digest.parse_items(" " * (digest.MAX_TEXT + 1))
