"""From a found file to hits: every kind of proof, in every form, and nothing from strangers."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cases.fingerprints import asking, patches, pdq
from cases.fingerprints.agreeing import FORMS
from cases.fingerprints.bands import Band, Kind
from cases.fingerprints.hits import told, vague
from cases.fingerprints.matching import MAX_CANDIDATES, Hit, Registry, _candidates
from cases.fingerprints.query import Query, QueryPatch, Sample, Second, View
from cases.fingerprints.values import MemoryValues, Near, columns
from tests.hashing import make

ROOT = Path(__file__).resolve().parents[2]
RANDOM = np.random.default_rng(30)
Row = tuple[int, int, str, bytes, int, int]


def value() -> bytes:
    return RANDOM.integers(0, 256, 32, dtype=np.uint8).tobytes()


def near(bits: bytes, distance: int) -> bytes:
    """The value with exactly this many bits changed."""
    plain = np.unpackbits(np.frombuffer(bits, np.uint8))
    plain[RANDOM.choice(256, distance, replace=False)] ^= 1
    return np.packbits(plain).tobytes()


def turns(bits: bytes, quality: int = 90, turn: int = 0) -> tuple[pdq.Pdq, ...]:
    """Eight hashes, of which one is this."""
    return tuple(pdq.Pdq(bits if number == turn else value(), quality) for number in range(8))


def ask(*views: View, found: tuple[QueryPatch, ...] = (), sha256: str = "00" * 32, t: float = 0.0) -> Query:
    return Query(sha256, "", (Sample(t, views or (View("whole", turns(value())),), found),))


def find(rows: list[Row], query: Query) -> list[Hit]:
    strangers: list[Row] = [
        (2, 900 + n, kind, value(), 90, 0) for n, kind in enumerate(("pdq", "frame", "patch", "sound"))
    ]
    return Registry(MemoryValues(columns([*rows, *strangers]))).find(query)


WHOLE = value()


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (View("whole", turns(near(WHOLE, 31))), {"part": "whole", "distance": 31, "mirrored": False}),
        (View("whole", turns(near(WHOLE, 9), turn=5)), {"turn": 5, "mirrored": True, "inverted": False}),
        (View("whole", turns(near(pdq.complement(WHOLE), 9))), {"inverted": True, "distance": 9}),
        (View("trimmed", turns(near(pdq.complement(WHOLE), 9))), {"inverted": True, "trimmed": True}),
        (View("inner", turns(near(WHOLE, 20))), {"part": "inner", "trimmed": True}),
        (View("2x2:0,1", turns(near(WHOLE, 27))), {"part": "2x2:0,1", "trimmed": False}),
    ],
)
def test_it_finds_views_and_says_which(view: View, expected: dict[str, object]) -> None:
    (hit,) = find([(1, 7, "pdq", WHOLE, 90, 0)], ask(View("whole", turns(value())), view))
    assert (hit.agency_id, hit.fingerprint_id, hit.band, hit.method) == (1, 7, Band.LIKELY, Kind.PDQ)
    assert {name: getattr(hit, name) for name in expected} == expected
    assert hit.values == (("pdq", WHOLE),)
    assert bin(int(hit.difference, 16)).count("1") == hit.distance


@pytest.mark.parametrize(
    "view",
    [
        View("whole", turns(near(WHOLE, 32))),
        View("whole", turns(WHOLE, quality=24)),
        View("whole", turns(near(WHOLE, 21), quality=49)),
        View("trimmed", turns(WHOLE, quality=49)),
        View("2x2:0,1", turns(near(WHOLE, 28))),
        View("2x2:0,1", turns(near(WHOLE, 25), quality=59)),
        View("2x2:0,1", turns(pdq.complement(WHOLE))),
    ],
)
def test_it_finds_nothing_beyond_the_limits(view: View) -> None:
    assert find([(1, 7, "pdq", WHOLE, 90, 0)], ask(view)) == []


def test_it_takes_a_faint_copy_of_a_clear_picture_for_a_hint() -> None:
    query = ask(View("whole", turns(near(WHOLE, 20), quality=25)))
    (hit,) = find([(1, 7, "pdq", WHOLE, 80, 0)], query)
    assert (hit.band, hit.distance, hit.quality) == (Band.POSSIBLE, 20, 25)
    assert find([(1, 7, "pdq", WHOLE, 79, 0)], query) == []


@pytest.mark.parametrize(("form", "mirrored", "inverted"), [(0, 0, 0), (1, 1, 0), (2, 0, 1), (3, 1, 1)])
def test_it_counts_details_in_each_form(form: int, mirrored: int, inverted: int) -> None:
    registered = [value() for _ in range(patches.FEWEST)]
    rows: list[Row] = [(1, 7, "patch", bits, 90, 0) for bits in registered]
    changed = [near(registered[0], 5), near(registered[1], 10), near(registered[2], 49), near(registered[1], 36)]
    found = tuple(QueryPatch(asking.over(bits, FORMS[form]), spot) for spot, bits in enumerate(changed))
    (hit,) = find(rows, ask(found=found))
    assert (hit.patches, hit.band, hit.method) == (2, Band.LIKELY, Kind.PATCHES)
    assert (hit.mirrored, hit.inverted, hit.difference) == (bool(mirrored), bool(inverted), "")
    assert {bits for _, bits in hit.values} == set(registered[:2])


@pytest.mark.parametrize(
    ("distances", "counted"),
    [
        ((18, 18), 2),
        ((18, 20), 0),
        ((28, 28, 28), 3),
        ((28, 28, 29), 0),
        ((32, 26, 26), 3),
        ((32, 32, 32, 32, 32, 32), 0),
    ],
)
def test_it_takes_few_details_only_if_they_are_near(distances: tuple[int, ...], counted: int) -> None:
    """Six beyond 31 bits are none: nothing leads to them."""
    registered = [value() for _ in range(patches.FEWEST)]
    found = tuple(QueryPatch(near(registered[at], d), at) for at, d in enumerate(distances))
    hits = find([(1, 7, "patch", bits, 90, 0) for bits in registered], ask(found=found))
    assert [hit.patches for hit in hits] == ([counted] if counted else [])
    kept = np.frombuffer(b"".join(registered), dtype=np.uint8).reshape(-1, 32)
    assert patches.agreement(kept, found).count == counted


def test_it_knows_nothing_by_details_of_which_a_picture_has_few() -> None:
    registered = [value() for _ in range(patches.FEWEST - 1)]
    found = tuple(QueryPatch(bits, at) for at, bits in enumerate(registered))
    assert find([(1, 7, "patch", bits, 90, 0) for bits in registered], ask(found=found)) == []


def test_it_needs_two_details_of_one_form_and_of_two_spots() -> None:
    one, other, *rest = (value() for _ in range(patches.FEWEST))
    rows: list[Row] = [(1, 7, "patch", bits, 90, 0) for bits in (one, other, *rest)]
    assert find(rows, ask(found=(QueryPatch(one, 1),))) == []
    assert find(rows, ask(found=(QueryPatch(one, 1), QueryPatch(other, 1)))) == []
    assert find(rows, ask(found=(QueryPatch(one, 1), QueryPatch(asking.over(other, patches.MIRROR), 2)))) == []
    assert find(rows, ask(found=(QueryPatch(near(one, 33), 1), QueryPatch(near(other, 33), 2)))) == []
    assert len(find(rows, ask(found=(QueryPatch(one, 1), QueryPatch(other, 2))))) == 1


def grid(registered: list[bytes], places: list[tuple[float, float]], distance: int) -> tuple[QueryPatch, ...]:
    """Details at these places: drawn ones near registered ones first, then others of the picture's own."""
    bits = [near(one, distance) for one in registered] + [value() for _ in places[len(registered) :]]
    return tuple(
        QueryPatch(one, spot, (*place, 0.3), own=True, drawn=spot < len(registered))
        for spot, (one, place) in enumerate(zip(bits, places, strict=True))
    )


def test_it_tells_a_copy_from_a_mark_over_two_pictures() -> None:
    registered = [value() for _ in range(40)]
    rows: list[Row] = [(1, 7, "patch", bits, 90, 0) for bits in registered]
    everywhere = [(x / 8, y / 8) for x in range(1, 8) for y in range(1, 8)]
    mark = grid(registered[:8], everywhere, 20)
    (copy,) = find(rows, ask(found=tuple(replace(one, drawn=False) for one in mark)))
    assert (copy.band, copy.patches, vague(copy)) == (Band.LIKELY, 8, False)
    (drawn,) = find(rows, ask(found=mark))
    assert (drawn.band, drawn.patches, vague(drawn)) == (Band.POSSIBLE, 8, True)
    (same,) = find(rows, ask(found=grid(registered[:8], everywhere, 3)))  # the same letters
    assert vague(same)
    assert told([copy, drawn, same]) == [copy]
    hashed: list[Row] = [*rows, (1, 7, "pdq", WHOLE, 90, 0)]
    (frame,) = find(hashed, ask(View("whole", turns(near(WHOLE, 50))), found=mark))
    assert frame.band is Band.LIKELY
    (layout,) = find(hashed, ask(View("whole", turns(near(WHOLE, 51))), found=mark))
    assert vague(layout)
    (hint,) = find([*rows, (1, 7, "pdq", WHOLE, 90, 0)], ask(View("2x2:0,0", turns(near(WHOLE, 24), quality=55))))
    assert hint.band is Band.POSSIBLE and not vague(hint)  # a hint of another kind is told


def test_it_is_certain_of_a_near_picture_with_three_details() -> None:
    registered = [value() for _ in range(patches.FEWEST)]
    rows: list[Row] = [(1, 7, "pdq", WHOLE, 90, 0), *((1, 7, "patch", bits, 90, 0) for bits in registered)]
    found = tuple(QueryPatch(near(bits, 8), spot) for spot, bits in enumerate(registered[:3]))
    (hit,) = find(rows, ask(View("whole", turns(near(WHOLE, 8))), found=found))
    assert (hit.band, hit.patches, len(hit.proofs), len(hit.values)) == (Band.CERTAIN, 3, 2, 4)
    assert hit.score > 0.9


def test_it_is_certain_of_the_same_file() -> None:
    rows: list[Row] = [(1, 7, "pdq", WHOLE, 90, 0), (1, 7, "sha256", bytes.fromhex("ab" * 32), 100, 0)]
    (hit,) = find(rows, ask(View("whole", turns(WHOLE)), sha256="ab" * 32))
    assert (hit.band, hit.exact, hit.method, hit.distance) == (Band.CERTAIN, True, Kind.EXACT, 0)
    (hit,) = find(rows, Query("ab" * 32))
    assert (hit.band, hit.exact, hit.difference) == (Band.LIKELY, True, "0" * 64)


def test_it_finds_a_clip_by_its_frames_and_by_its_sound() -> None:
    frames, seconds = [value() for _ in range(6)], [value() for _ in range(12)]
    rows: list[Row] = [(1, 7, "frame", bits, 90, 1000 * n) for n, bits in enumerate(frames)]
    rows += [(1, 7, "sound", bits, 100, 1000 * n) for n, bits in enumerate(seconds)]
    samples = tuple(Sample(float(n), (View("whole", turns(near(bits, 12))),)) for n, bits in enumerate(frames))
    heard = tuple(Second(float(n), near(bits, 10)) for n, bits in enumerate(seconds))
    (hit,) = find(rows, Query("00" * 32, "", samples))
    assert (hit.band, hit.method, hit.frames) == (Band.LIKELY, Kind.FRAMES, 6)
    assert hit.share > 0.9
    (hit,) = find(rows, Query("00" * 32, "", (), heard))
    assert (hit.band, hit.method, hit.seconds, hit.difference) == (Band.LIKELY, Kind.SOUND, 12, "")
    (hit,) = find(rows, Query("00" * 32, "", samples, heard))
    assert hit.band is Band.CERTAIN
    (hit,) = find(rows, Query("00" * 32, "", samples[:1]))
    assert hit.band is Band.POSSIBLE


def test_it_asks_the_index_once_for_each_kind() -> None:
    class Counting(MemoryValues):
        asked = 0

        def near(self, queries: asking.Bits, radius: int = 31) -> Near:
            self.asked += 1
            assert radius == 31
            return super().near(queries, radius)

    rows: list[Row] = [(1, 7, kind, value(), 90, 0) for kind in ("pdq", "frame", "patch", "sound")]
    values = Counting(columns(rows))
    query = ask(View("whole", turns(WHOLE)), View("trimmed", turns(WHOLE)), found=(QueryPatch(value(), 0),) * 9)
    Registry(values).find(Query(query.sha256, "", query.samples, (Second(0.0, value()),)))
    assert values.asked == 3


def test_it_leads_nowhere_by_a_common_detail_alone_but_keeps_those_with_two() -> None:
    crowd = np.arange(1000, 3000)
    spots = np.concatenate([np.zeros(len(crowd), np.int64), [0, 1]])
    found = _candidates(spots, np.concatenate([crowd, [7, 7]]))
    assert found == [7]
    many = _candidates(np.tile(np.arange(3), 900), np.repeat(np.arange(900), 3))
    assert len(many) == MAX_CANDIDATES


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, object]]]:
    """match_folders on drawn pictures and a clip, as a program of its own, without any setting."""
    folder = tmp_path_factory.mktemp("folders")
    originals, candidates = folder / "originals", folder / "candidates"
    (candidates / "more").mkdir(parents=True)
    originals.mkdir()
    drawn = {n: make.picture(480, 360, seed=n) for n in range(1, 6)}
    for n in (1, 2):
        (originals / f"{n}.png").write_bytes(make.file(drawn[n]))
    (originals / "torn.png").write_bytes(b"\x89PNG\r\n\x1a\n torn")
    one = drawn[1]
    bars = np.pad(one, ((100, 100), (0, 0), (0, 0)))
    collage = np.concatenate([np.concatenate([drawn[3], one], 1), np.concatenate([drawn[4], drawn[5]], 1)])
    made = {
        "same.png": one, "mirror.jpg": one[:, ::-1], "invert.jpg": 255 - one, "bars.jpg": bars, "collage.jpg": collage,
        "more/small.webp": one[::2, ::2], "stranger.png": drawn[3],
    }  # fmt: skip
    for name, rgb in made.items():
        format_ = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[name.partition(".")[2]]
        (candidates / name).write_bytes(make.file(np.ascontiguousarray(rgb), format_))
    (candidates / "torn.png").write_bytes(b"\x89PNG\r\n\x1a\n torn")
    (candidates / "note.txt").write_bytes(b"not a picture")
    (candidates / ".hidden").write_bytes(b"x")
    command = [
        sys.executable,
        "manage.py",
        "match_folders",
        str(originals),
        str(candidates),
        "--json",
        "--processes",
        "1",
    ]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "NUMBA_CACHE_DIR") if name in os.environ}
    done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    listed = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["candidate"] for line in listed] == sorted(line["candidate"] for line in listed)
    yield {line["candidate"]: line for line in listed}


@pytest.mark.processes
def test_it_compares_two_folders_without_a_database(lines: dict[str, dict[str, object]]) -> None:
    assert set(lines["same.png"]) == {"candidate", "best", "score", "band", "method", "distance", "ms"}
    assert (lines["same.png"]["best"], lines["same.png"]["band"]) == ("1.png", "certain")
    found = ("mirror.jpg", "invert.jpg", "bars.jpg", "collage.jpg", "more/small.webp")
    assert {name: lines[name]["best"] for name in found} == dict.fromkeys(found, "1.png")
    assert lines["stranger.png"]["best"] is None
    assert (lines["note.txt"]["best"], lines["note.txt"]["error"]) == (None, "format")
    assert (lines["torn.png"]["best"], lines["torn.png"]["method"]) == ("torn.png", "exact")
    assert ".hidden" not in lines
