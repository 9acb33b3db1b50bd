"""What a source is to be, as somebody typed it. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import time


@dataclass(frozen=True, slots=True)
class Wish:
    """A source as it was typed. `options`: the kind's own fields by name; `quiet_zone` empty: the agency's clock.

    `twice`: watch it although the platform watches the same address for all agencies.
    """

    name: str
    url: str
    country: str
    language: str
    depth: int
    cadence_seconds: int
    legal_note: str = ""
    kind: str = "website"
    options: Mapping[str, str] = field(default_factory=dict)
    page_budget: int = 500
    quiet_from: time | None = None
    quiet_until: time | None = None
    quiet_zone: str = ""
    owner_id: int | None = None
    twice: bool = False

    def text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), default=text_of)

    @classmethod
    def of(cls, text: str) -> "Wish":
        """Out of `text`."""
        values = json.loads(text)
        for name in ("quiet_from", "quiet_until"):
            values[name] = time.fromisoformat(values[name]) if values[name] else None
        return cls(**values)


def text_of(value: object) -> str:
    """A value of a wish that JSON has no form for."""
    return value.isoformat("minutes") if isinstance(value, time) else str(value)
