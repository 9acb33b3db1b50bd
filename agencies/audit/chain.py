"""The digest that chains audit lines: SHA-256 over the digest before and the line's canonical JSON."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

START = "0" * 64


def link(previous: str, line: Mapping[str, Any]) -> str:
    """64 hex digits; the same line after another history has another digest."""
    text = json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
