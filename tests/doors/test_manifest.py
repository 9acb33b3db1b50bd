"""The manifest finds every change in a package."""

import datetime as dt
import hashlib
import json

import pytest

from takedowns.evidence import manifest

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
NAMES = {"page.html": b"<p>a bridge</p>", "capture.png": b"\x89PNG", "facts/host.json": b"{}"}


def built(**facts: object) -> bytes:
    return manifest.build((manifest.item(name, "file", data, NOON) for name, data in NAMES.items()), facts=facts)


def test_it_writes_canonical_json() -> None:
    made = built(case="2026-7", tools={"z": 1, "a": "다리"})
    assert made == json.dumps(json.loads(made), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert made == built(tools={"a": "다리", "z": 1}, case="2026-7")
    assert "다리" in made.decode()
    first = json.loads(made)["items"][0]
    assert first == {
        "chain": first["chain"],
        "kind": "file",
        "name": "page.html",
        "sha256": hashlib.sha256(b"<p>a bridge</p>").hexdigest(),
        "size": 15,
        "taken_at": "2026-11-22T12:00:00.000000Z",
    }
    row = hashlib.sha256(manifest.canonical({k: v for k, v in first.items() if k != "chain"})).hexdigest()
    assert first["chain"] == hashlib.sha256(("0" * 64 + row).encode()).hexdigest()
    assert manifest.manifest_sha256(made) == hashlib.sha256(made).hexdigest()


def test_it_finds_nothing_wrong_with_an_unchanged_package() -> None:
    assert manifest.verify(built(), NAMES) == []


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"capture.png": b"\x89PNH"}, "capture.png: changed."),
        ({"capture.png": b"\x89PNG."}, "capture.png: 5 bytes instead of 4."),
        ({"more.txt": b""}, "more.txt: not in the manifest."),
    ],
)
def test_it_names_a_changed_file(files: dict[str, bytes], problem: str) -> None:
    assert manifest.verify(built(), {**NAMES, **files}) == [problem]
    assert manifest.verify(built(), {"page.html": NAMES["page.html"]})[0].endswith("missing.")


def test_it_finds_a_changed_row_order_or_end() -> None:
    read = json.loads(built())
    for change in (
        lambda m: m["items"][0].update(taken_at="2026-11-22T11:00:00.000000Z"),
        lambda m: m["items"].reverse(),
        lambda m: m["items"].pop(),
        lambda m: m.update(chain="0" * 64),
        lambda m: m.update(format="other"),
    ):
        changed = json.loads(json.dumps(read))
        change(changed)
        assert manifest.verify(manifest.canonical(changed), NAMES)
    assert manifest.verify(json.dumps(read).encode(), NAMES) == ["The manifest is not in its canonical form."]
    assert manifest.verify(b"{", NAMES) == manifest.verify(b'{"items":[{}]}', {}) == ["The manifest cannot be read."]


def test_it_refuses_what_two_programs_would_write_differently() -> None:
    with pytest.raises(TypeError):
        built(distance=0.5)
    with pytest.raises(TypeError):
        manifest.canonical({1: "a"})
    one = manifest.item("a.txt", "file", b"", NOON)
    with pytest.raises(ValueError, match="Twice"):
        manifest.build([one, one])
    for bad in ("../a", "/a", "a b", "facts/다리.json", ""):
        with pytest.raises(ValueError, match="name"):
            manifest.build([manifest.item(bad, "file", b"", NOON)])
    with pytest.raises(ValueError, match="UTC"):
        manifest.build([manifest.item("a", "file", b"", NOON.replace(tzinfo=None))])
