"""Release notes and the handbook, as files of the repository."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from agencies.help.words import HANDBOOK

NOTES = Path(__file__).resolve().parent / "notes"
DOCS = Path(__file__).resolve().parents[2] / "portal" / "docs"


def _number(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.split(".") if part.isdecimal())


@cache
def notes() -> list[dict[str, Any]]:
    """Every release, newest first."""
    files = sorted(NOTES.glob("*.json"), key=lambda path: _number(path.stem), reverse=True)
    return [json.loads(path.read_text(encoding="utf-8")) for path in files]


@cache
def handbook(name: str) -> str | None:
    """The text of one page, or None for a page that is not for the people of agencies."""
    return (DOCS / f"{name}.md").read_text(encoding="utf-8") if name in HANDBOOK else None
