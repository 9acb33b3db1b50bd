"""What is handed over when somebody's membership ends: one line for each kind of open work, filled in before a page is served."""

from agencies.people.handover import Part
from cases.detection import selectors as detection
from cases.detection.services import sources
from cases.exceptions import selectors as cases
from cases.exceptions import services as cases_services
from takedowns.review import selectors as review
from takedowns.review import services as review_services


def gettext_noop(message: str) -> str:
    """Marks a word for extraction."""
    return message


TABLE = (
    Part(
        "review.held", gettext_noop("packages held at the desk"), False, review.held_by, review_services.items_give_back
    ),
    Part(
        "sources.owned",
        gettext_noop("sources and search providers looked after"),
        False,
        detection.owned_by,
        sources.sources_hand_over,
        action="source.update",
        otherwise=gettext_noop("the list of sources names them to managers"),
    ),
    Part("cases.named", gettext_noop("restricted cases"), True, cases.named_for, cases_services.cases_hand_over),
)
