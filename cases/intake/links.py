"""Addresses out of what somebody pasted."""

import re

ADDRESS = re.compile(r"https?://[^\s<>\"'`]{4,2000}", re.IGNORECASE)
MOST = 400


def extract(text: str) -> list[str]:
    """Distinct http(s) addresses in their order, at most 400; closing punctuation is not part of an address."""
    found = (match.group().rstrip(".,;:!?)]}»›") for match in ADDRESS.finditer(text))
    return list(dict.fromkeys(found))[:MOST]
