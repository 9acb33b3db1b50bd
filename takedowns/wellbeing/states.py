"""Fixed words of what happens around a picture on demand."""

from enum import StrEnum


class AskWhy(StrEnum):
    """Why an officer asks for the picture; a code to count, the first one is preset."""

    UNSURE = "unsure"
    LAW = "law"
    PERSON = "person"
    CONTESTED = "contested"


class Outcome(StrEnum):
    """What became of one look."""

    ASKED = "asked"
    SHOWN = "shown"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
