"""What the timeline says: one line for every kind of event; words for the values that events carry are in shortwords.py.

The page shows `gettext(title)` and `gettext(text) % values`; a test compares this list with the events that the code emits.
"""

from collections.abc import Mapping
from dataclasses import dataclass


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one kind of event.

    tone: colour of its dot (calm, info, wait, good, risk, stop); text: a sentence with placeholders of the event's data;
    page: name of the page that shows its subject, and the right that the page asks for.
    """

    title: str
    tone: str = "calm"
    text: str = ""
    page: tuple[str, str] | None = None


FIND = ("match-detail", "match.read")
WORDS_TEXT = gettext_noop("It is only a hint: somebody must look at it. No notice comes of it by itself.")
TEXT = ("textfind-detail", "search.read")
LINK = ("link-decide", "report.decide")
TERM = ("term-detail", "search.read")
REFERRAL = ("referral", "referral.read")
OFFER = ("referral-offer", "referral.read")
NOTICE = ("notice-detail", "notice.read")
ASKED = ("review-question", "question.read")
DESK = ("review-item", "review.read")
FOUND_TEXT = gettext_noop(
    "How sure: %(band)s. %(distance)s of 256 bits differ. Stored %(since_fetch)s seconds after the copy was fetched."
)

LINES: Mapping[str, Line] = {
    "case.opened": Line(gettext_noop("The case was opened"), "info"),
    "case.updated": Line(gettext_noop("Facts of the case were changed")),
    "case.moved": Line(gettext_noop("The case moved on"), "info", gettext_noop("New state: %(to)s.")),
    "case.restricted": Line(
        gettext_noop("The case was restricted"), "risk", gettext_noop("Only the people named for it see it.")
    ),
    "case.shared": Line(gettext_noop("The restriction of the case ended"), "info"),
    "case.worker_named": Line(gettext_noop("A colleague was named for the case")),
    "case.worker_unnamed": Line(gettext_noop("A colleague is no longer named for the case")),
    "case.kept_out": Line(gettext_noop("A colleague was kept out of the case"), "risk"),
    "case.let_in": Line(gettext_noop("A colleague is no longer kept out of the case")),
    "case.glass_broken": Line(
        gettext_noop("A manager broke the glass"), "stop", gettext_noop("She or he sees the case for a limited time.")
    ),
    "case.held": Line(
        gettext_noop("The case was held back"),
        "wait",
        gettext_noop("The reporter named somebody who must not see it. A manager reads that first."),
    ),
    "case.settled": Line(gettext_noop("It was settled who must not see the case"), "good"),
    "casework.ending": Line(
        gettext_noop("The casework of this case will be deleted"),
        "wait",
        gettext_noop("In %(days)s days. The watch goes on. A hold keeps it."),
    ),
    "casework.ended": Line(
        gettext_noop("The casework of this case was deleted"),
        "stop",
        gettext_noop("What people wrote, the evidence and the contents of notices. The watch goes on."),
    ),
    "casework.held": Line(gettext_noop("The case is held: nothing of it is deleted by itself"), "wait"),
    "casework.released": Line(gettext_noop("The hold was lifted"), "info"),
    "watch.recalled": Line(
        gettext_noop("The fingerprints of this case are still watched"),
        "wait",
        gettext_noop("Ask the person by the safe way of contact whether that is still wanted."),
    ),
    "watch.confirmed": Line(gettext_noop("The person wants us to go on looking for copies"), "good"),
    "watch.ended": Line(
        gettext_noop("The person wants no more looking for copies"),
        "stop",
        gettext_noop("All fingerprints of the case were erased."),
    ),
    "case.shredded": Line(
        gettext_noop("The case was shredded"),
        "stop",
        gettext_noop("What people wrote in it is gone for good. Nothing more is looked for and nothing more is sent."),
    ),
    "consent.given": Line(gettext_noop("The person agreed"), "good", gettext_noop("To: %(purpose)s.")),
    "consent.withdrawn": Line(
        gettext_noop("The person took an agreement back"), "stop", gettext_noop("No longer: %(purpose)s.")
    ),
    "mandate.recorded": Line(gettext_noop("A mandate was recorded"), "good"),
    "report.received": Line(
        gettext_noop("A report came in"), "info", gettext_noop("By: %(channel)s. Addresses named in it: %(links)s.")
    ),
    "fingerprint.registered": Line(
        gettext_noop("A fingerprint was registered"), "info", gettext_noop("Of: %(media)s. Quality %(quality)s of 100.")
    ),
    "fingerprint.checked": Line(gettext_noop("A person checked a fingerprint"), "good"),
    "fingerprint.suspended": Line(gettext_noop("A fingerprint was suspended"), "wait"),
    "fingerprint.disputed": Line(gettext_noop("A fingerprint is disputed"), "risk"),
    "fingerprint.resumed": Line(gettext_noop("A fingerprint is watched for again"), "good"),
    "fingerprint.withdrawn": Line(gettext_noop("A fingerprint was withdrawn"), "stop"),
    "fingerprint.held": Line(
        gettext_noop("A fingerprint is held back"), "risk", gettext_noop("Two people look at it. Because: %(why)s.")
    ),
    "fingerprint.released": Line(gettext_noop("Two people released a fingerprint"), "good"),
    "fingerprint.refuted": Line(gettext_noop("Two people ended a fingerprint that was held"), "risk"),
    "fingerprint.doubted": Line(
        gettext_noop("A fingerprint must be nearer from now on"), "risk", gettext_noop("A find of it was wrong.")
    ),
    "fingerprint.series": Line(
        gettext_noop("A series of nearly equal fingerprints was noticed"), "stop", gettext_noop("Pace: %(pace)s.")
    ),
    "match.found": Line(gettext_noop("A copy was found"), "risk", FOUND_TEXT, FIND),
    "match.relisted": Line(gettext_noop("A removed copy is back"), "stop", FOUND_TEXT, FIND),
    "match.raised": Line(
        gettext_noop("More is known about a find"), "info", gettext_noop("How sure we are now: %(band)s."), FIND
    ),
    "match.surer": Line(
        gettext_noop("A surer copy is on a page that was decided already"),
        "risk",
        gettext_noop("The notice stays as it was approved. How sure this copy is: %(band)s."),
        FIND,
    ),
    "evidence.captured": Line(
        gettext_noop("Evidence was kept"),
        "info",
        gettext_noop("Items in the package: %(items)s. None of them is a picture of the material."),
        ("evidence-detail", "evidence.read"),
    ),
    "notice.drafted": Line(
        gettext_noop("A notice was drafted"), "info", gettext_noop("Languages: %(languages)s."), NOTICE
    ),
    "notice.grown": Line(
        gettext_noop("More addresses of the same recipient joined a notice"),
        "info",
        gettext_noop("Finds in it now: %(targets)s."),
        NOTICE,
    ),
    "review.grown": Line(
        gettext_noop("A find joined a package that waits"),
        "wait",
        gettext_noop("Ready %(since_fetch)s seconds after the copy was fetched."),
        ("review-item", "review.read"),
    ),
    "review.waiting": Line(
        gettext_noop("A package waits for an officer"),
        "wait",
        gettext_noop("Ready %(since_fetch)s seconds after the copy was fetched."),
        ("review-item", "review.read"),
    ),
    "review.second": Line(
        gettext_noop("One person decided; a second one looks"), "wait", gettext_noop("Decided: %(verdict)s."), DESK
    ),
    "review.sent_back": Line(
        gettext_noop("The second person sent the package back"), "risk", gettext_noop("Reason: %(doubt)s."), DESK
    ),
    "review.voided": Line(
        gettext_noop("The first decision no longer counts"), "risk", gettext_noop("Because: %(why)s."), DESK
    ),
    "review.held": Line(gettext_noop("A notice was approved and is kept back"), "wait", "", DESK),
    "review.undone": Line(gettext_noop("A decision was undone before anything was sent"), "risk", "", DESK),
    "review.protected": Line(gettext_noop("A minor may be shown: the case takes the protected path"), "risk", "", DESK),
    "review.handed": Line(gettext_noop("A package was handed to a colleague"), "info", "", DESK),
    "question.asked": Line(gettext_noop("The desk asks something"), "wait", gettext_noop("Asked: %(to)s."), ASKED),
    "question.answered": Line(gettext_noop("A question of the desk was answered"), "info", "", ASKED),
    "second.asked": Line(gettext_noop("A partner agency is asked for the second approval"), "wait", "", DESK),
    "second.settled": Line(
        gettext_noop("The question to the partner agency ended"), "info", gettext_noop("Outcome: %(outcome)s."), DESK
    ),
    "second.arrived": Line(gettext_noop("A partner agency asks for a second approval"), "wait"),
    "second.answered": Line(
        gettext_noop("A partner agency's question was answered"), "info", gettext_noop("Outcome: %(outcome)s.")
    ),
    "notice.approved": Line(gettext_noop("An officer approved the notice"), "good", "", NOTICE),
    "notice.rejected": Line(
        gettext_noop("An officer rejected the notice"), "calm", gettext_noop("Reason: %(reason)s."), NOTICE
    ),
    "notice.sent": Line(gettext_noop("The notice was sent"), "good", "", NOTICE),
    "retraction.drafted": Line(
        gettext_noop("To take a notice back was proposed"),
        "risk",
        gettext_noop("What: %(what)s. Why: %(why)s."),
        NOTICE,
    ),
    "preservation.drafted": Line(gettext_noop("A request to keep data for the police was drafted"), "info", "", NOTICE),
    "preservation.sent": Line(gettext_noop("The recipient was asked to keep data for the police"), "good", "", NOTICE),
    "retraction.sent": Line(gettext_noop("The recipient was told what is taken back"), "good", "", NOTICE),
    "delivery.blocked": Line(
        gettext_noop("Sending was stopped before anything left"),
        "stop",
        gettext_noop("Because: %(blocked_by)s."),
        NOTICE,
    ),
    "delivery.failed": Line(gettext_noop("The notice could not be sent"), "stop", "", NOTICE),
    "delivery.unknown": Line(
        gettext_noop("It is not known whether the notice arrived"),
        "stop",
        gettext_noop("It is not sent again by itself. A person decides."),
        NOTICE,
    ),
    "content.gone_once": Line(
        gettext_noop("The copy was gone at one look"), "wait", gettext_noop("A second look will prove it."), NOTICE
    ),
    "content.removed": Line(
        gettext_noop("The copy is removed"), "good", gettext_noop("Two looks, far enough apart, found nothing."), NOTICE
    ),
    "content.still_there": Line(
        gettext_noop("The copy is still there"), "risk", gettext_noop("Look number %(number)s."), NOTICE
    ),
    "content.unclear": Line(
        gettext_noop("The look gave no clear answer"), "calm", gettext_noop("Look number %(number)s."), NOTICE
    ),
    "referral.offered": Line(
        gettext_noop("A part of the case was offered to a partner"), "info", gettext_noop("For: %(help)s."), REFERRAL
    ),
    "referral.accepted": Line(gettext_noop("The partner accepted the referral"), "good", "", REFERRAL),
    "referral.declined": Line(gettext_noop("The partner declined the referral"), "stop", "", REFERRAL),
    "referral.taken_back": Line(gettext_noop("The referral was taken back"), "calm", "", REFERRAL),
    "referral.done": Line(gettext_noop("The partner gave the help that was asked for"), "good", "", REFERRAL),
    "referral.received": Line(gettext_noop("The case came from a partner"), "info", "", OFFER),
    "offer.received": Line(
        gettext_noop("A partner refers a person to you"), "wait", gettext_noop("For: %(help)s."), OFFER
    ),
    "offer.accepted": Line(gettext_noop("A referral was accepted"), "good", "", OFFER),
    "offer.declined": Line(gettext_noop("A referral was declined"), "calm", "", OFFER),
    "offer.done": Line(gettext_noop("The help of a referral was given"), "good", "", OFFER),
    "offer.gone": Line(gettext_noop("A referral that was accepted had been taken back before"), "stop"),
    "partner.proposed": Line(gettext_noop("Working together was proposed to an agency"), "info"),
    "partner.accepted": Line(gettext_noop("A partnership came into force"), "good"),
    "partner.ended": Line(gettext_noop("A partnership ended"), "stop"),
    "source.created": Line(gettext_noop("A watch source was added"), "info", "", ("source-detail", "source.read")),
    "source.listed": Line(
        gettext_noop("A watch source was put on the abuse list"), "risk", "", ("source-detail", "source.read")
    ),
    "source.unlisted": Line(
        gettext_noop("A watch source was taken off the abuse list"), "info", "", ("source-detail", "source.read")
    ),
    "term.added": Line(gettext_noop("A search term was added"), "info", "", TERM),
    "term.agreed": Line(gettext_noop("A search term may be typed into a provider"), "info", "", TERM),
    "term.refused": Line(gettext_noop("A search term may no longer be typed into a provider"), "stop", "", TERM),
    "term.withdrawn": Line(gettext_noop("A search term was withdrawn"), "stop"),
    "link.opened": Line(
        gettext_noop("A reported address is opened that may have been made for one person"),
        "wait",
        gettext_noop("Somebody decided so, with a reason. Whoever made it may learn that it was opened."),
        LINK,
    ),
    "link.discarded": Line(
        gettext_noop("A reported address that may have been made for one person is not opened"), page=LINK
    ),
    "text.found": Line(gettext_noop("Watched words were found on a page"), "risk", WORDS_TEXT, TEXT),
    "settings.changed": Line(gettext_noop("The agency's settings were changed")),
    "sign_in.changed": Line(gettext_noop("The agency's own sign-in service was changed")),
    "people.invited": Line(gettext_noop("A colleague was invited"), "info"),
    "people.joined": Line(gettext_noop("A colleague joined"), "good", "", ("person", "people.read")),
    "people.changed": Line(gettext_noop("The place of a colleague was changed"), "calm", "", ("person", "people.read")),
    "people.left": Line(gettext_noop("A colleague left")),
    "source.gap": Line(
        gettext_noop("A watch source was not looked at for too long"),
        "stop",
        gettext_noop("%(minutes)s minutes so far."),
        ("source-detail", "source.read"),
    ),
    "source.resumed": Line(
        gettext_noop("A watch source is looked at again"), "good", "", ("source-detail", "source.read")
    ),
    "round.finished": Line(gettext_noop("A watch source was visited"), "calm", "", ("source-detail", "source.read")),
}
