"""What the timeline says: one line for every kind of event, and words for the short values that events carry.

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
TERM = ("term-detail", "search.read")
REFERRAL = ("referral", "referral.read")
OFFER = ("referral-offer", "referral.read")
NOTICE = ("notice-detail", "notice.read")
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
    "fingerprint.doubted": Line(
        gettext_noop("A fingerprint must be nearer from now on"), "risk", gettext_noop("A find of it was wrong.")
    ),
    "fingerprint.series": Line(
        gettext_noop("A series of nearly equal fingerprints was noticed"), "stop", gettext_noop("Pace: %(pace)s.")
    ),
    "match.found": Line(gettext_noop("A copy was found"), "risk", FOUND_TEXT, FIND),
    "match.relisted": Line(gettext_noop("A removed copy is back"), "stop", FOUND_TEXT, FIND),
    "evidence.captured": Line(
        gettext_noop("Evidence was kept"),
        "info",
        gettext_noop("Items in the package: %(items)s. None of them is a picture of the material."),
        ("evidence-detail", "evidence.read"),
    ),
    "notice.drafted": Line(
        gettext_noop("A notice was drafted"), "info", gettext_noop("Languages: %(languages)s."), NOTICE
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
    "text.found": Line(gettext_noop("Watched words were found on a page"), "risk", WORDS_TEXT, TEXT),
    "settings.changed": Line(gettext_noop("The agency's settings were changed")),
    "sign_in.changed": Line(gettext_noop("The agency's own sign-in service was changed")),
    "people.invited": Line(gettext_noop("A colleague was invited"), "info"),
    "people.joined": Line(gettext_noop("A colleague joined"), "good", "", ("person", "people.read")),
    "people.changed": Line(gettext_noop("The place of a colleague was changed"), "calm", "", ("person", "people.read")),
    "people.left": Line(gettext_noop("A colleague left")),
    "round.finished": Line(gettext_noop("A watch source was visited"), "calm", "", ("source-detail", "source.read")),
}

VALUES: Mapping[str, str] = {
    # purposes of consent
    "detection": gettext_noop("look for copies"),
    "notices": gettext_noop("ask for removal"),
    "partner_detection": gettext_noop("partner agencies look for copies too"),
    "platform_sharing": gettext_noop("platforms block new uploads"),
    # states of a case
    "received": gettext_noop("received"),
    "in_service": gettext_noop("in service"),
    "closed": gettext_noop("closed"),
    "withdrawn": gettext_noop("withdrawn"),
    # how a report came, and what was registered
    "public": gettext_noop("the report form"),
    "worker": gettext_noop("a worker"),
    "api": gettext_noop("another system"),
    "partner": gettext_noop("a partner agency"),
    # kinds of help
    "counselling": gettext_noop("counselling"),
    "removal": gettext_noop("finding and removing copies"),
    "investigation": gettext_noop("investigation"),
    "legal": gettext_noop("legal help"),
    "medical": gettext_noop("medical help"),
    "psychological": gettext_noop("psychological help"),
    "daily_life": gettext_noop("help in daily life"),
    "image": gettext_noop("a picture"),
    "video": gettext_noop("a clip"),
    # how sure
    "certain": gettext_noop("certain"),
    "likely": gettext_noop("likely"),
    "possible": gettext_noop("possible"),
    # reasons of a rejection
    "not_same": gettext_noop("it does not show the same"),
    "published_with_consent": gettext_noop("published with consent"),
    "benign": gettext_noop("harmless"),
    "news": gettext_noop("news or art"),
    "protected_route": gettext_noop("it goes another, protected way"),
    "duplicate": gettext_noop("somebody writes about it already"),
    "dead_link": gettext_noop("the address is dead"),
    "need_info": gettext_noop("something must be asked first"),
    # what stops a delivery
    "training": gettext_noop("the agency is for training"),
    "quiet_mode": gettext_noop("the case is in quiet mode"),
    "case_shredded": gettext_noop("the case was shredded"),
    "case_withdrawn": gettext_noop("the case was withdrawn"),
    "case_gone": gettext_noop("the case is gone"),
    "country_excluded": gettext_noop("the person excluded this country"),
    "no_consent": gettext_noop("the person does not agree to notices"),
    "not_signed": gettext_noop("the mail could not be signed"),
    "changed_after_approval": gettext_noop("the notice changed after it was approved"),
    "no_mandate": gettext_noop("there is no mandate in force"),
    "no_approval": gettext_noop("no approval counts for these bytes"),
    "no_second_approval": gettext_noop("the second approval is missing"),
    "fingerprint_held": gettext_noop("the fingerprint is held back"),
    # why a fingerprint is held back, and what follows a series of them
    "listed": gettext_noop("it looks like something that is published widely"),
    "frozen": gettext_noop("it matched on many sites at once"),
    "doubted": gettext_noop("several finds of it were wrong"),
    "slowed": gettext_noop("ten minutes of waiting"),
    "refused": gettext_noop("nothing more for a day"),
    # what the second person says, and how a question to a partner ends
    "approve": gettext_noop("approve"),
    "reject": gettext_noop("reject"),
    "evidence": gettext_noop("the evidence does not carry it"),
    "recipient": gettext_noop("the wrong recipient"),
    "legal_basis": gettext_noop("the legal basis does not fit"),
    "text": gettext_noop("the text is wrong or says too much"),
    "ask_first": gettext_noop("the person must be asked first"),
    "changed": gettext_noop("the text changed"),
    "sent_back": gettext_noop("it was sent back"),
    "taken_back": gettext_noop("it was taken back"),
    "confirmed": gettext_noop("confirmed"),
    "declined": gettext_noop("not confirmed"),
    "expired": gettext_noop("no answer in time"),
}

ACTORS: Mapping[str, str] = {
    "system": gettext_noop("the portal"),
    "reporter": gettext_noop("the reporter"),
    "service_key": gettext_noop("another system"),
    "person": gettext_noop("a colleague"),
}
