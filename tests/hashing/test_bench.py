"""`manage.py bench hashing`: the paths from file to hash, measured side by side."""

from pathlib import Path

import pytest

from portal.bench import hashing
from portal.bench.refusal import Refused
from tests.hashing import make


def test_it_measures_every_path_and_its_bits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "SIZES", {"small": (1200, 1030)})
    (tmp_path / "one.png").write_bytes(make.file(make.picture(240, 200)))
    told: list[str] = []
    found = hashing.run(told.append, photos=tmp_path, pictures=1, rounds=1)
    assert found["pictures"] == 1
    for name, most in (("reference", 0), ("luma", 2), ("fast", 4)):
        assert found["small"][name]["bits"] <= most and found["small"][name]["ms"] > 0
    assert bool(found["peer"]) == ("stock" in found["small"]) != (hashing.MISSING in told)


def test_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        hashing.run(str, photos=tmp_path)
