"""What one capture gathers before anything is stored."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from cases.detection.models import Match


@dataclass
class Capture:
    """What one capture gathers before anything is stored: (name, media type, bytes, time) and remarks."""

    match: Match
    items: list[tuple[str, str, bytes, datetime]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    tools: list[tuple[str, str]] = field(default_factory=list)

    def keep(self, name: str, kind: str, content: bytes) -> None:
        self.items.append((name, kind, content, datetime.now(UTC)))
