"""Words of the review desk; a page shows `gettext(word)`."""

from collections.abc import Mapping

from cases.fingerprints.states import Level, Origin
from takedowns.review.states import AskState, Doubt, Looked, Reason, ReviewState, Void, Why


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


STATES: Mapping[str, tuple[str, str]] = {
    ReviewState.OPEN: (gettext_noop("Waits for a decision"), "wait"),
    ReviewState.SECOND: (gettext_noop("Waits for a second person"), "info"),
    ReviewState.APPROVED: (gettext_noop("Approved"), "good"),
    ReviewState.REJECTED: (gettext_noop("Rejected"), "calm"),
}
PRIORITIES: Mapping[int, tuple[str, str]] = {
    1: (gettext_noop("First: a minor may be shown"), "stop"),
    3: (gettext_noop("Soon"), "info"),
    4: (gettext_noop("Soon, needs eyes"), "wait"),
}
LATER = (gettext_noop("When there is time"), "calm")
REASONS: Mapping[str, str] = {
    Reason.NOT_SAME: gettext_noop("It is not the same picture or clip"),
    Reason.PUBLISHED_WITH_CONSENT: gettext_noop("The person agreed to this publication"),
    Reason.BENIGN: gettext_noop("It is harmless: a logo, a landscape, a meme"),
    Reason.NEWS: gettext_noop("News, science or art that the law protects"),
    Reason.PROTECTED_ROUTE: gettext_noop("It belongs to the route for minors"),
    Reason.DUPLICATE: gettext_noop("Another notice covers it"),
    Reason.DEAD_LINK: gettext_noop("The page is gone"),
    Reason.NEED_INFO: gettext_noop("Something is missing that only the person can tell"),
}
QUESTION = gettext_noop("Who looked at this find?")
QUESTION_HINT = gettext_noop(
    "The notice says so. Choosing it writes the notice anew; read it again before you approve it."
)
ANSWERS: Mapping[str, str] = {
    Looked.NOBODY: gettext_noop("Nobody. Only fingerprints were compared"),
    Looked.PAGE: gettext_noop("I read the page record only"),
    Looked.OFFICER: gettext_noop("I looked at the material and it is what the person reported"),
    Looked.PERSON: gettext_noop("The person shown, or who acts for them, confirmed it"),
}
# Nobody has checked yet that the reporter is, or may act for, the person shown (HARMS 7).
UNCHECKED_QUESTION = gettext_noop("Is this the reporter?")
UNCHECKED_HINT = gettext_noop(
    "Nobody has checked yet that the person who reported is the person shown, or may act for them. Without that check the "
    "reporter must not learn where this copy is. Choosing an answer writes the notice anew."
)
UNCHECKED_ANSWERS: Mapping[str, str] = {
    Looked.NOBODY: gettext_noop("I do not know. Nobody has looked"),
    Looked.PAGE: gettext_noop("I read the page record only, so I do not know"),
    Looked.OFFICER: gettext_noop("I looked, and it seems to be the reporter"),
    Looked.PERSON: gettext_noop("The person shown, or who acts for them, confirmed it to us"),
}
ORIGINS: Mapping[str, str] = {
    Origin.BROWSER: gettext_noop("A browser; the picture itself never left that device"),
    Origin.API: gettext_noop("The system of a partner, by API"),
    Origin.COMMAND: gettext_noop("Staff, with the command line"),
    Origin.PARTNER: gettext_noop("A partner agency that referred the case"),
}
LEVELS: Mapping[str, str] = {
    Level.CLAIMED: gettext_noop("claimed, nobody has checked it"),
    Level.WORKER: gettext_noop("checked by a worker"),
    Level.FOUND: gettext_noop("confirmed on a copy that was found"),
    Level.TWO_PERSONS: gettext_noop("checked by two people"),
}
WHY_SECOND: Mapping[str, str] = {
    Why.TWO_PERSONS: gettext_noop("Your agency sends nothing before two people have read it."),
    Why.PROTECTED: gettext_noop("A minor may be shown. Your agency then asks two people."),
    Why.NEW_COLLEAGUE: gettext_noop("The person who decided is new, so a colleague looks at each decision for now."),
    Why.TRAINING: gettext_noop("Your agency is in training, so a second person looks at each decision for now."),
}
SUPERVISED: Mapping[str, str] = {
    Why.NEW_COLLEAGUE: gettext_noop(
        "You are new here. A colleague looks at each of your decisions for now, approvals and rejections. Nothing you do here "
        "can go wrong alone."
    ),
    Why.TRAINING: gettext_noop(
        "Your agency is in training. A second person looks at each decision for now, approvals and rejections."
    ),
}
DOUBTS: Mapping[str, str] = {
    Doubt.NOT_SAME: gettext_noop("It may not be the same picture or clip"),
    Doubt.EVIDENCE: gettext_noop("The evidence does not carry it"),
    Doubt.RECIPIENT: gettext_noop("It goes to the wrong recipient"),
    Doubt.LEGAL_BASIS: gettext_noop("The legal basis does not fit"),
    Doubt.TEXT: gettext_noop("The text says something that is wrong or too much"),
    Doubt.ASK_FIRST: gettext_noop("The person must be asked something first"),
}
VOIDS: Mapping[str, str] = {
    Void.CHANGED: gettext_noop("The text changed after the first approval, so that approval no longer counts."),
    Void.SENT_BACK: gettext_noop("The second person did not confirm and sent it back."),
    Void.TAKEN_BACK: gettext_noop("The person who decided first took the decision back."),
}
ASKS: Mapping[str, tuple[str, str]] = {
    AskState.ASKED: (gettext_noop("Asked, no answer yet"), "wait"),
    AskState.CONFIRMED: (gettext_noop("Confirmed"), "good"),
    AskState.DECLINED: (gettext_noop("Not confirmed"), "risk"),
    AskState.TAKEN_BACK: (gettext_noop("Taken back"), "calm"),
    AskState.EXPIRED: (gettext_noop("No answer in time"), "calm"),
}
