"""Ways of contact in one spelling each, so that the same phone number, address or handle is found again."""

import re

MAIL = re.compile(r"[^\s@<>,;:()]+@[^\s@<>,;:()]+\.[^\s@<>,;:().]+")
PHONE = re.compile(r"\+?\d(?:[\s().\-/\u2010-\u2015]*\d){6,17}")
LAST_DIGITS = 9  # what a national and an international spelling of one number share, for nearly all countries
MOST = 20


def forms(text: str) -> list[str]:
    """Distinct forms of everything in a text that looks like an address or a number, and of the whole text as a handle.

    A number is known by its last nine digits: +82 10-1234-5678 and 010 1234 5678 are the same.
    """
    found = [f"mail:{match.casefold().rstrip('.')}" for match in MAIL.findall(text)]
    for match in PHONE.findall(MAIL.sub(" ", text)):
        digits = "".join(str(int(character)) for character in match if character.isdigit())
        found.append(f"phone:{digits[-LAST_DIGITS:]}")
    whole = " ".join(text.casefold().split())
    if whole:
        found.append(f"text:{whole}")
    return list(dict.fromkeys(found))[:MOST]
