"""`manage.py fingerprint`: one line a file, whatever the file is."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.fingerprints import digest, pdq
from tests.hashing import make

PICTURE = make.picture(96, 80)
FILE = make.file(PICTURE)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = {"picture.png": FILE, "text.txt": b"no picture", "clip.mp4": make.video([PICTURE] * 4, rate=2)}
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    return [*(tmp_path / name for name in made), tmp_path / "away.jpg", tmp_path]


def called(*arguments: Any, **how: Any) -> list[str]:
    out = io.StringIO()
    call_command("fingerprint", *arguments, stdout=out, **how)
    return out.getvalue().splitlines()


def test_it_prints_one_object_a_line_and_goes_on_after_a_bad_file(files: list[Path]) -> None:
    picture, text, clip, away, folder = map(json.loads, called(*files, as_json=True))
    assert picture["file"] == str(files[0])
    assert (picture["sha256"], picture["md5"]) == (digest.sha256(FILE), digest.md5(FILE))
    turns = pdq.dihedral_rgb(PICTURE)
    assert (picture["media"], picture["kind"], picture["pdq"]) == ("image", "pdq", turns[0].hex)
    assert picture["variants"] == [turn.hex for turn in turns] and picture["quality"] == turns[0].quality
    assert picture["preparation"] == pdq.PREPARATION and picture["algorithm"] == pdq.ALGORITHM
    assert picture["milliseconds"] > 0
    assert (clip["media"], clip["kind"]) == ("video", "frame")
    assert [frame["pdq"] for frame in clip["frames"]] == clip["values"] != []
    for bad, reason in ((text, "format"), (away, "unreadable"), (folder, "unreadable")):
        assert set(bad) == {"file", "error", "reason"} and bad["reason"] == reason


def test_it_prints_a_table_without_being_asked_for_json(files: list[Path]) -> None:
    lines = called(*files[:2])
    assert lines[0].startswith(f"{files[0]}: image, quality ") and lines[0].endswith(pdq.pdq_rgb(PICTURE).hex)
    assert lines[1] == f"{files[1]}: neither a picture nor a video that is read here"


def test_it_prints_what_can_be_pasted_into_the_form(files: list[Path]) -> None:
    (item,) = digest.parse_items("".join(called(files[0], form=True)))
    assert item.pdq == pdq.pdq_rgb(PICTURE).hex
    with pytest.raises(CommandError, match="cannot be fingerprinted"):
        called(files[1], form=True)
    with pytest.raises(CommandError, match="rate"):
        called(files[0], rate=0.0)
