"""Words for the short values that events carry, and for who acted; a page shows `gettext(word)`."""

from collections.abc import Mapping


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


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
    "is_reporter": gettext_noop("it belongs to who reported"),
    "escalate": gettext_noop("a manager"),
    "identity": gettext_noop("who reports is to be checked"),
    # what takes a notice back, and why
    "correction": gettext_noop("some addresses"),
    "withdrawal": gettext_noop("the whole notice"),
    "mistake": gettext_noop("we found a mistake, or a find is contested"),
    "justified": gettext_noop("an objection was justified"),
    "wish": gettext_noop("the person wants no more of it"),
    "stands": gettext_noop("the notice stands"),
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
