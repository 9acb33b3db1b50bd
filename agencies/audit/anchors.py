"""The file in which anchors leave the database: one JSON object a line."""

import json
from datetime import datetime

from agencies.audit.chain import Point

PLATFORM = 0  # stands for the platform's own trail, which belongs to no agency


def line(agency_id: int, number: int, digest: str, at: datetime) -> str:
    """One anchor as it is written."""
    return json.dumps({"agency": agency_id, "number": number, "digest": digest, "at": at.isoformat()})


def parse(text: str) -> dict[int, list[Point]]:
    """Agency id (or PLATFORM) -> its anchors. Raises ValueError with the number of a line that is none."""
    found: dict[int, list[Point]] = {}
    for number, row in enumerate(text.splitlines(), start=1):
        if not row.strip():
            continue
        try:
            given = json.loads(row)
            point = Point(int(given["number"]), str(given["digest"]))
            found.setdefault(int(given["agency"]), []).append(point)
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"Line {number} of the anchors is not one.") from error
    return found
