"""The manifest of an evidence package: what is in it, in which order, and how to see that nothing was changed.

Canonical JSON: UTF-8, keys sorted, no blanks, no floats, so every implementation computes the same digest. The chain
links each item to all before it: `link = sha256(previous link + item digest)`, both as lower-case hexadecimal text.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FORMAT = "evidence-manifest-1"
START = "0" * 64
DIGEST = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}")


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the package. `taken_at` is the moment it was collected, in UTC."""

    name: str
    kind: str
    sha256: str
    size: int
    taken_at: dt.datetime


def item(name: str, kind: str, content: bytes, taken_at: dt.datetime) -> Item:
    """Describe a file by its content."""
    return Item(name, kind, hashlib.sha256(content).hexdigest(), len(content), taken_at)


def canonical(value: Any) -> bytes:
    """Canonical JSON bytes. Raises TypeError for a float: two programs write the same float differently."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode("utf-8")


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("No floats in a manifest: write whole numbers or text.")
    if isinstance(value, Mapping):
        for key, each in value.items():
            if not isinstance(key, str):
                raise TypeError("Keys of a manifest are text.")
            _refuse_floats(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            _refuse_floats(each)


def _row(one: Item) -> dict[str, str | int]:
    """One item as it stands in the manifest."""
    if not NAME.fullmatch(one.name) or ".." in one.name.split("/"):
        raise ValueError(f"Not a name for a file in a package: {one.name!r}")
    if not DIGEST.fullmatch(one.sha256) or one.size < 0:
        raise ValueError(f"Not a digest or size: {one.name}")
    if one.taken_at.utcoffset() != dt.timedelta(0):
        raise ValueError(f"The time must be in UTC: {one.name}")
    taken_at = one.taken_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {"name": one.name, "kind": one.kind, "sha256": one.sha256, "size": one.size, "taken_at": taken_at}


def link(previous: str, row: Mapping[str, Any]) -> str:
    """The next link of the chain: over the last link and the digest of the item's canonical row."""
    digest = hashlib.sha256(canonical(row)).hexdigest()
    return hashlib.sha256((previous + digest).encode("ascii")).hexdigest()


def build(items: Iterable[Item], *, facts: Mapping[str, Any] | None = None) -> bytes:
    """The manifest as canonical JSON. `facts`: further plain values (case number, versions of tools), never a person's name.

    Raises ValueError for a name twice, a path that leaves the package, a time outside UTC; TypeError for floats.
    """
    rows: list[dict[str, Any]] = []
    chain = START
    for one in items:
        row: dict[str, Any] = dict(_row(one))
        if any(each["name"] == one.name for each in rows):
            raise ValueError(f"Twice in the package: {one.name}")
        chain = link(chain, row)
        rows.append({**row, "chain": chain})
    return canonical({"format": FORMAT, "facts": dict(facts or {}), "items": rows, "chain": chain})


def manifest_sha256(manifest: bytes) -> str:
    """The digest that is stamped and signed."""
    return hashlib.sha256(manifest).hexdigest()


def verify(manifest: bytes, items: Mapping[str, bytes]) -> list[str]:
    """Compare a manifest with the files of the package (name -> content); an empty list means that all is well."""
    try:
        read = json.loads(manifest)
        rows: Sequence[Mapping[str, Any]] = read["items"]
        whole = canonical(read) == manifest and read["format"] == FORMAT
        last, names = read["chain"], [str(row["name"]) for row in rows]
        if any({"sha256", "size", "chain"} - set(row) for row in rows):
            raise ValueError("a row without its digest")
    except (ValueError, KeyError, TypeError, RecursionError):
        return ["The manifest cannot be read."]
    problems = [] if whole else ["The manifest is not in its canonical form."]
    chain = START
    for row in rows:
        chain = link(chain, {key: value for key, value in row.items() if key != "chain"})
        if row.get("chain") != chain:
            problems.append(f"{row['name']}: the chain is broken here.")
            chain = str(row.get("chain"))
        problems += _compare(row, items.get(row["name"]))
    if last != chain:
        problems.append("The last link of the chain is wrong.")
    if len(set(names)) != len(names):
        problems.append("A name stands twice in the manifest.")
    return problems + [f"{name}: not in the manifest." for name in sorted(set(items) - set(names))]


def _compare(row: Mapping[str, Any], content: bytes | None) -> list[str]:
    if content is None:
        return [f"{row['name']}: missing."]
    if len(content) != row["size"]:
        return [f"{row['name']}: {len(content)} bytes instead of {row['size']}."]
    if hashlib.sha256(content).hexdigest() != row["sha256"]:
        return [f"{row['name']}: changed."]
    return []
