"""Kinds of sources: one module each behind one line of this table."""

from cases.detection.reading import Kind
from cases.detection.sources.website import Website

KINDS: dict[str, Kind] = {kind.name: kind for kind in (Website(),)}
OFFERED: dict[str, Kind] = {name: kind for name, kind in KINDS.items() if not kind.withheld}  # in the interface
