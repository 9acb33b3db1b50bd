"""The bench of clips, on two tiny films."""

from pathlib import Path

import numpy as np
import pytest

from cases.fingerprints import chromaprint
from portal.bench import clips, cuts, film
from portal.bench.refusal import Refused
from tests.hashing import make

pytestmark = pytest.mark.processes


def tiny(seed: int) -> film.Film:
    """Twelve seconds, four stills."""
    stills = [make.picture(96, 72, seed * 10 + number) for number in range(4)]
    return film.Film([still for still in stills for _ in range(3 * film.RATE)], film.tune(12, seed))


def test_it_tells_what_is_found_and_what_is_taken_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clips, "_made", lambda *_: {"made 0": tiny(1), "made 1": tiny(2), "other 2": tiny(3)})
    said: list[str] = []
    for only, titles in (("a tenth", 1), ("under black", int(chromaprint.available()))):
        found = clips.run(said.append, photos=None, clips=None, made=2, only=only)
        assert found["clips"] == 2 and len(found["alterations"]) == titles
        assert found["recall"] == titles and found["false matches"] == 0
    assert any("a tenth" in line for line in said)


def test_it_alters_films_as_it_says() -> None:
    own, other = tiny(1), tiny(2)
    seconds = {title: change.make(own, other).seconds for title, change in cuts.CHANGES.items()}
    assert seconds["a tenth"] == pytest.approx(1.2, abs=0.11)
    assert seconds["inside a compilation"] == pytest.approx(30)
    assert seconds["speed 1.5"] == pytest.approx(8) and seconds["speed 0.75"] == pytest.approx(16)
    assert len(cuts.CHANGES) >= 30
    back = film.read(film.written(own))
    assert len(back.pictures) == pytest.approx(120, abs=2) and len(back.sound) == pytest.approx(
        12 * film.HERTZ, rel=0.05
    )
    assert np.abs(film.fitted(back.pictures[5], 96, 72).astype(int) - own.pictures[5]).mean() < 20


def test_it_says_what_is_missing(tmp_path: Path) -> None:
    for wrong in ({"photos": tmp_path, "clips": None}, {"photos": None, "clips": tmp_path / "nothing"}):
        with pytest.raises(Refused):
            clips.run(lambda _: None, made=1, only="", **wrong)
