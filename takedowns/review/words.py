"""Words of the review desk; a page shows `gettext(word)`."""

from collections.abc import Mapping

from cases.fingerprints.states import Level, Origin
from takedowns.review.states import (
    AskState,
    Clock,
    Doubt,
    Looked,
    NoPicture,
    QuestionKind,
    Reason,
    ReviewState,
    Void,
    Why,
)


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


STATES: Mapping[str, tuple[str, str]] = {
    ReviewState.OPEN: (gettext_noop("Waits for a decision"), "wait"),
    ReviewState.SECOND: (gettext_noop("Waits for a second person"), "info"),
    ReviewState.HELD: (gettext_noop("Approved, on hold"), "wait"),
    ReviewState.WAITING: (gettext_noop("Waits for an answer"), "wait"),
    ReviewState.APPROVED: (gettext_noop("Approved"), "good"),
    ReviewState.REJECTED: (gettext_noop("Rejected"), "calm"),
}
PRIORITIES: Mapping[int, tuple[str, str]] = {
    1: (gettext_noop("First: a minor may be shown"), "stop"),
    2: (gettext_noop("First: it came back"), "risk"),
    3: (gettext_noop("Soon"), "info"),
    4: (gettext_noop("Soon, needs eyes"), "wait"),
}
LATER = (gettext_noop("When there is time"), "calm")
PLACES: Mapping[int, str] = {
    1: gettext_noop("A minor may be shown, or nobody knows the age. That goes before everything else."),
    2: gettext_noop("A copy that had been removed is there again. That goes before finds that are new."),
    3: gettext_noop("The find is certain: reading the package is enough to decide."),
    4: gettext_noop("The find is likely: the evidence must be opened, so certain finds go first."),
}
PLACE_LATER = gettext_noop("The find is a hint only and never becomes a notice by itself, so it comes last.")
CLOCKS: Mapping[str, str] = {
    Clock.OWN: gettext_noop("To be decided until %(time)s, the time that your agency gives itself."),
    Clock.MANDATE: gettext_noop("To be decided until %(time)s: then the mandate ends."),
    Clock.BASIS: gettext_noop("To be decided until %(time)s: then the lawyer's word on the legal basis ends."),
}
LATE = gettext_noop("That time is over. Packages of the same kind that are less late come after it.")
REASONS: Mapping[str, str] = {
    Reason.MATCH_EXACT: gettext_noop("The same file"),
    Reason.MATCH_NEAR: gettext_noop("The same picture or clip, changed"),
    Reason.NOT_SAME: gettext_noop("It is not the same picture or clip"),
    Reason.IS_REPORTER: gettext_noop("The page belongs to who reported it"),
    Reason.PUBLISHED_WITH_CONSENT: gettext_noop("The person agreed to this publication"),
    Reason.BENIGN: gettext_noop("It is harmless: a logo, a landscape, a meme"),
    Reason.NEWS: gettext_noop("News, science or art that the law protects"),
    Reason.PROTECTED_ROUTE: gettext_noop("A minor may be shown: protected path"),
    Reason.DUPLICATE: gettext_noop("Another notice covers it"),
    Reason.DEAD_LINK: gettext_noop("The page is gone"),
    Reason.STANDS: gettext_noop("The notice stands as it was sent; nothing more is written"),
    Reason.NEED_INFO: gettext_noop("Something is missing that only the person can tell"),
    Reason.ESCALATE: gettext_noop("A manager must decide"),
}
# What happens then, said beside each reason before it is chosen.
FOLLOWS: Mapping[str, str] = {
    Reason.NOT_SAME: gettext_noop("Closed. The fingerprint must match more closely from now on."),
    Reason.IS_REPORTER: gettext_noop("Closed. The case's workers are asked to check who reports."),
    Reason.PUBLISHED_WITH_CONSENT: gettext_noop("Closed. This page is not brought up again."),
    Reason.BENIGN: gettext_noop("Closed. The fingerprint must match more closely from now on."),
    Reason.NEWS: gettext_noop("Closed. The fingerprint must match more closely from now on."),
    Reason.DUPLICATE: gettext_noop("Closed. The address stays with your agency's other notice."),
    Reason.DEAD_LINK: gettext_noop("Closed as gone. If the page shows it again, it is a new find."),
    Reason.STANDS: gettext_noop("Closed. The recipient is told nothing, and the notice goes on."),
    Reason.PROTECTED_ROUTE: gettext_noop(
        "The whole case takes the protected path; its notices are written anew and come first."
    ),
    Reason.NEED_INFO: gettext_noop("The case's workers get your sentence; the package waits for their answer."),
    Reason.ESCALATE: gettext_noop("Your managers get your sentence; the package waits for their answer."),
}
BLOCKS: Mapping[str, str] = {
    "not_ready": gettext_noop("The notice is not ready."),
    "quiet_mode": gettext_noop("Quiet mode: nothing is sent for this case until the person says so."),
    "case_shredded": gettext_noop("The case was shredded."),
    "case_withdrawn": gettext_noop("The case was withdrawn."),
    "case_gone": gettext_noop("The case is gone."),
    "country_excluded": gettext_noop("The person excluded the country of this host."),
    "no_consent": gettext_noop("The person does not agree, or no longer agrees, to notices."),
    "law_gone": gettext_noop(
        "The legal basis is not in the table any more. State who looked once more to choose anew."
    ),
    "law_unconfirmed": gettext_noop("A part of the law is not confirmed any more. Ask the platform's lawyer."),
    "law_not_verified": gettext_noop("No lawyer has confirmed the legal basis. Ask the platform's lawyer."),
    "law_row_changed": gettext_noop(
        "The legal basis changed after the lawyer confirmed it. Ask the platform's lawyer."
    ),
    "law_expired": gettext_noop("The lawyer's word on the legal basis has run out. Ask the platform's lawyer again."),
    "recipient_unverified": gettext_noop(
        "Nobody has checked the recipient's address. The platform's staff check it in the directory."
    ),
    "fingerprint_held": gettext_noop(
        "The fingerprint behind this find is held back: nothing is sent before two people have looked at it. You find it on "
        "the page of the case's fingerprints."
    ),
    "evidence_broken": gettext_noop("The evidence is changed or incomplete. Tell your manager."),
    "evidence_first": gettext_noop("Open the evidence first: this find is not certain."),
    "rewritten": gettext_noop("The notice is being written anew for the protected path. Look again in a moment."),
}
# Values of the filters whose values are fixed.
FILTERS: Mapping[str, Mapping[str, str]] = {
    "severity": {
        "1": gettext_noop("a minor may be shown"),
        "2": gettext_noop("came back"),
        "3": gettext_noop("certain"),
        "4": gettext_noop("needs eyes"),
        "6": gettext_noop("hints"),
    },
    "band": {
        "certain": gettext_noop("certain"),
        "likely": gettext_noop("likely"),
        "possible": gettext_noop("possible"),
    },
    "kind": {
        "site": gettext_noop("operators of sites"),
        "host": gettext_noop("hosting companies"),
        "search": gettext_noop("search engines"),
    },
    "age": {
        "1": gettext_noop("an hour or longer"),
        "4": gettext_noop("4 hours or longer"),
        "24": gettext_noop("a day or longer"),
        "72": gettext_noop("3 days or longer"),
    },
    "late": {"1": gettext_noop("over")},
    "look": {"first": gettext_noop("first look"), "second": gettext_noop("second look")},
    "whose": {
        "mine": gettext_noop("held by me"),
        "handed": gettext_noop("handed to me"),
        "free": gettext_noop("free"),
    },
}
QUESTIONS: Mapping[str, tuple[str, str]] = {
    QuestionKind.NEED_INFO: (gettext_noop("The desk needs to know"), "wait"),
    QuestionKind.IDENTITY: (gettext_noop("Check who reports"), "risk"),
    QuestionKind.ESCALATE: (gettext_noop("A manager decides"), "risk"),
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
REGISTRANTS: Mapping[str, str] = {
    "reporter": gettext_noop("the reporter, on the public form"),
    "service_key": gettext_noop("a system with a service key"),
    "command": gettext_noop("staff, with the command line"),
    "system": gettext_noop("the portal, with a case that was referred"),
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
    Void.UNDONE: gettext_noop("The decision was undone before anything followed from it."),
}
ASKS: Mapping[str, tuple[str, str]] = {
    AskState.ASKED: (gettext_noop("Asked, no answer yet"), "wait"),
    AskState.CONFIRMED: (gettext_noop("Confirmed"), "good"),
    AskState.DECLINED: (gettext_noop("Not confirmed"), "risk"),
    AskState.TAKEN_BACK: (gettext_noop("Taken back"), "calm"),
    AskState.EXPIRED: (gettext_noop("No answer in time"), "calm"),
}
NO_PICTURE: Mapping[str, str] = {
    NoPicture.PROTECTED: gettext_noop(
        "A minor may be shown, or the age is not known. The picture is fetched for nobody; decide by the figures and the evidence."
    ),
    NoPicture.QUIET: gettext_noop(
        "The case is in quiet mode: one more visit could be noticed. The picture is fetched for nobody; decide without it."
    ),
    NoPicture.ONE_PERSON: gettext_noop(
        "The address may have been made for one person, who would be told of a visit. The picture is not fetched; decide without it."
    ),
    NoPicture.HARMFUL: gettext_noop(
        "The recipient is known to take revenge or to pass visits on. The picture is not fetched; decide without it."
    ),
    NoPicture.GONE: gettext_noop("The picture is gone. There is nothing to look at any more."),
    NoPicture.DECIDED: gettext_noop("This package is decided. Its picture is not fetched any more."),
}
MEDIA: Mapping[str, str] = {"image": gettext_noop("a picture"), "video": gettext_noop("a clip")}
