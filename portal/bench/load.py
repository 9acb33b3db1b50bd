"""What a running crawl costs: processor time and memory of groups of processes, read from the kernel's tables."""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
GROUPS: tuple[tuple[str, str], ...] = (  # words of a command line -> what its time is counted as; the first that fits
    ("cases.fingerprints.detailed", "decode and hash"),
    ("cases.fingerprints.sandbox", "decode and hash"),
    ("portal.bench.hosts", "sample sites"),
    ("portal.bench.spider", "peer"),
    ("celery", "fetch, read, match, write"),
    ("postgres", "database"),
    ("valkey", "broker"),
    ("chrom", "browser"),
)


def below(top: int) -> dict[int, int]:
    """Every process below `top`, with its parent."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(") ")[2].split()[1])
            except OSError:
                continue
    found, more = {top: 0}, True
    while more:
        new = {pid: up for pid, up in parents.items() if up in found and pid not in found}
        found |= new
        more = bool(new)
    return found


def cpu(top: int) -> dict[str, float]:
    """Seconds of processor time by group of everything below `top`, children that ended included."""
    spent: dict[str, float] = defaultdict(float)
    for group, text in _read(top, "stat"):
        spent[group] += sum(map(int, text.rpartition(") ")[2].split()[11:15])) / TICKS
    return dict(spent)


def memory(top: int) -> Mapping[str, int]:
    """Bytes by group, shared pages counted in part (PSS), of everything below `top`."""
    held: dict[str, int] = defaultdict(int)
    for group, text in _read(top, "smaps_rollup"):
        held[group] += sum(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:"))
    return held


def _read(top: int, table: str) -> Iterator[tuple[str, str]]:
    """(group, one of the kernel's tables) of everything below `top` that is still there."""
    for pid in below(top):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            yield _group(words), Path(f"/proc/{pid}/{table}").read_text()
        except OSError:
            continue


def _group(words: str) -> str:
    return next((group for word, group in GROUPS if word in words), "others")
