"""What a new workspace begins with in each country. The rows are data (countries.json) with source and date.

A row that no named person has reviewed is a lead and is shown as such; the reviewer of an application changes it.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Country:
    """Defaults of one country. `bases`: codes of the legal bases of its law; `unclear`: what was not confirmed."""

    country: str
    time_zone: str
    languages: tuple[str, ...]
    protected_age: int  # years
    capacity: str
    bases: tuple[str, ...]
    retention_days: int
    lines: tuple[tuple[str, str], ...]  # (label, number) to call in an emergency
    authority: str
    ground: str
    source: str
    dated: date
    reviewed_by: str
    unclear: tuple[str, ...]

    @property
    def confirmed(self) -> bool:
        """Whether a named person has reviewed the row and left no point open."""
        return bool(self.reviewed_by) and not self.unclear


@cache
def load() -> dict[str, Country]:
    """Every row by its code; the row for all other countries has the code "". Raises ValueError for a bad row."""
    text = resources.files("agencies.onboarding").joinpath("countries.json").read_text(encoding="utf-8")
    held = json.loads(text)
    return {row["country"]: _row(row) for row in [held["fallback"], *held["rows"]]}


def find(code: str) -> Country:
    """The row of a country, or that for all others."""
    rows = load()
    return rows.get(code, rows[""])


def _row(row: dict[str, Any]) -> Country:
    if row["reviewed_by"] and not row["reviewed_on"]:
        raise ValueError(f"{row['country']}: a review has a date")
    return Country(
        country=row["country"],
        time_zone=row["time_zone"],
        languages=tuple(row["languages"]),
        protected_age=int(row["protected_age"]),
        capacity=row["capacity"],
        bases=tuple(row["bases"]),
        retention_days=int(row["retention_days"]),
        lines=tuple((line["label"], line["number"]) for line in row["lines"]),
        authority=row["authority"],
        ground=row["ground"],
        source=row["source"],
        dated=date.fromisoformat(row["dated"]),
        reviewed_by=row["reviewed_by"],
        unclear=tuple(row["open"]),
    )
