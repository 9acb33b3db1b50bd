"""What one capture gathers before anything is stored."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from agencies.doors.exchange import Fetched
from cases.detection.models import Match
from takedowns.evidence import record
from takedowns.evidence.clean import Cleaned
from takedowns.evidence.hostfacts import HostFacts


@dataclass
class Capture:
    """What one capture gathers before anything is stored: (name, media type, bytes, time) and remarks.

    `hidden`: the protected path, on which no picture of any kind is kept, whoever hands it in (HARMS 1, 3).
    """

    match: Match
    hidden: bool = True
    items: list[tuple[str, str, bytes, datetime]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    tools: list[tuple[str, str]] = field(default_factory=list)
    page: Fetched | None = None
    cleaned: Cleaned | None = None
    media: Fetched | None = None
    host: HostFacts | None = None

    def keep(self, name: str, kind: str, content: bytes) -> None:
        """Add a file; on the protected path a picture becomes a remark."""
        if self.hidden and record.is_raster(kind, content):
            self.remarks.append("picture_dropped")
            return
        self.items.append((name, kind, content, datetime.now(UTC)))
