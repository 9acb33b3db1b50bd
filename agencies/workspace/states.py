"""Fixed words of settings, of the mail sender, of own host names and of the first week's list."""

from enum import StrEnum


class TwoPerson(StrEnum):
    """Which approvals need a second person."""

    OFF = "off"
    PROTECTED = "protected"
    ALL = "all"


class Screenshots(StrEnum):
    """Whose pages are captured as a picture; never those of a protected person's case, and media is never drawn (HARMS 3)."""

    ADULTS = "adults"
    SCRIPTED = "scripted"  # of adults, after the page's own scripts have run
    NONE = "none"


class MailTest(StrEnum):
    """What is known about the mail sender since it was last changed."""

    UNTRIED = "untried"
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Step(StrEnum):
    """Steps of the first week's list. A step is done by what is there, but for two pages that a manager has to open."""

    OWN_STEP = "own_step"
    SETTINGS = "settings"
    INVITED = "invited"
    SECOND_MANAGER = "second_manager"
    EVERYBODY = "everybody"
    LINES = "lines"
    MAIL = "mail"
    BASIS = "basis"
    SOURCE = "source"
    PAPERS = "papers"
    PARTNER = "partner"


class HostState(StrEnum):
    """Whether a host name leads to the agency."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"


HOST_MOVES = {
    HostState.WAITING: frozenset({HostState.CONFIRMED}),
    HostState.CONFIRMED: frozenset[HostState](),
}
