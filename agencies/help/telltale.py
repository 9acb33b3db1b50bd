"""What a letter to the platform team must not hold: the team works for no agency, so nothing of a case may reach it."""

import re

ENDINGS = "com|net|org|io|to|me|kr|jp|de|nl|ru|cc|xyz|site|info|example"
TIMES = re.compile(r"\b\d{4}[-./]\d{1,2}[-./]\d{1,2}\b|\b\d{1,2}:\d{2}(?::\d{2})?\b")  # people say when it happened
SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("address", re.compile(rf"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:{ENDINGS})\b", re.IGNORECASE)),
    ("mail", re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")),
    (
        "case",
        re.compile(
            r"\b20\d{2}-[0-9A-Z]{5}\b|\bMR-[0-9A-F]+|/cases/\d+|\bcase\s*(?:no\.?|number|#)?\s*\d+|사건\s*(?:번호)?\s*\d+",
            re.IGNORECASE,
        ),
    ),
    ("digest", re.compile(r"\b[0-9a-f]{32,}\b", re.IGNORECASE)),
    ("phone", re.compile(r"(?<![\w.])\+?\d(?:[\s().-]?\d){7,14}(?!\w)")),
)


def signs(text: str) -> list[str]:
    """Names of what the text seems to hold, in a fixed order: address, mail, case, digest, phone."""
    without_times = TIMES.sub(" ", text)
    return [name for name, pattern in SIGNS if pattern.search(without_times if name == "phone" else text)]
