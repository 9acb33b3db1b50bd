"""The secret code with which an applicant comes back: 120 bits in letters that are not mistaken for each other."""

import secrets
from hashlib import sha256

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
LENGTH, GROUP = 24, 4
MEANT = str.maketrans("OIL", "011")


def new() -> str:
    """A code in groups of four, as it is shown and mailed."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def digest(typed: str) -> str:
    """SHA-256 of a code in one spelling: blanks and dashes do not count, O is 0, I and L are 1. Any text has one.

    A plain digest is enough, because 120 random bits cannot be guessed from it.
    """
    plain = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(MEANT)
    return sha256(plain.encode()).hexdigest()
