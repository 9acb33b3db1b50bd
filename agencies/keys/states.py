"""Fixed words of keys."""

from enum import StrEnum


class ShredReason(StrEnum):
    """Why content was destroyed; the trail keeps the word and no text of a person."""

    PERSON_ASKED = "person_asked"
    RETENTION_OVER = "retention_over"
    OPENED_BY_MISTAKE = "opened_by_mistake"
    AGENCY_LEFT = "agency_left"
