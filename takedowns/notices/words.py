"""Plain sentences for the officer: why a legal basis was taken or not, and what blocks a notice.

The view shows `gettext(sentence) % values`; the sentences belong to the portal's own texts, not to those of notices.
"""

from collections.abc import Mapping

from takedowns.notices.bases import Capacity, Element
from takedowns.notices.choose import Why
from takedowns.notices.facts import Trouble
from takedowns.notices.parts import PartKind
from takedowns.notices.variants import Fault


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


WHY: Mapping[Why, str] = {
    Why.IN_FORCE_AT_HOST: gettext_noop("%(code)s: applies to hosts in %(country)s."),
    Why.IN_FORCE_AT_SERVICE: gettext_noop("%(code)s: applies to services in %(country)s."),
    Why.ALSO: gettext_noop("%(code)s: applies too and is named beside it."),
    Why.ONLY_HELP: gettext_noop("%(code)s: binds the service itself; the notice asks this recipient for help."),
    Why.SHORTEST: gettext_noop("%(code)s: sets the shortest time limit, which the notice states."),
    Why.CHOSEN: gettext_noop("%(code)s: an officer chose it."),
    Why.NEEDS_MANDATE: gettext_noop("%(code)s: needs a mandate on file to act for the person."),
    Why.NOT_FOR_RECIPIENT: gettext_noop("%(code)s: is for authorities and hotlines, not for this recipient."),
    Why.INFORMATION: gettext_noop("%(code)s: only authorities or providers can use it; listed for information."),
    Why.CONFIRMED: gettext_noop("%(code)s: confirmed by a lawyer."),
    Why.NO_LAW_KNOWN: gettext_noop("No law for hosts in %(country)s is in the table. Ask the platform's lawyer."),
    Why.CLASS_NOT_COVERED: gettext_noop("%(code)s: does not cover this kind of material."),
    Why.NOT_OUR_CAPACITY: gettext_noop("%(code)s: may not be used in this role (%(capacity)s)."),
    Why.NEVER_BY_DEFAULT: gettext_noop("%(code)s: never used by default, because it can disclose the sender."),
    Why.NO_TEXT: gettext_noop("%(code)s: has no notice text yet."),
    Why.UNCONFIRMED: gettext_noop("%(code)s: a part of this law is not confirmed (%(open)s)"),
    Why.NOT_VERIFIED: gettext_noop("%(code)s: no lawyer has confirmed it yet. Ask the platform's lawyer."),
    Why.ROW_CHANGED: gettext_noop("%(code)s: changed after the lawyer confirmed it. Ask the platform's lawyer again."),
    Why.EXPIRED: gettext_noop("%(code)s: the confirmation has run out. Ask the platform's lawyer again."),
}
CAPACITIES: Mapping[str, str] = {
    Capacity.SUBJECT: gettext_noop("the person shown"),
    Capacity.REPRESENTATIVE: gettext_noop("representative"),
    Capacity.DESIGNATED_BODY: gettext_noop("designated body"),
    Capacity.RELAY: gettext_noop("relay"),
}
FAULTS: Mapping[Fault, str] = {
    Fault.NUMBER: gettext_noop("The block has %(count)s sentences. Write as many lines."),
    Fault.EMPTY: gettext_noop("Line %(line)s is empty."),
    Fault.LONG: gettext_noop("Line %(line)s is too long. Shorten it."),
    Fault.HIDDEN: gettext_noop("Line %(line)s holds an invisible character. Type it again."),
    Fault.PLACEHOLDERS: gettext_noop("Line %(line)s must have the same placeholders as the block, each once."),
    Fault.SCRIPT: gettext_noop("Line %(line)s is not in the script of this language."),
    Fault.ENGLISH: gettext_noop("Line %(line)s still has English words."),
}
# Facts that an officer states for a notice; what to write into each.
VALUE_HINTS: Mapping[Element, str] = {
    Element.PERSONAL_KNOWLEDGE: gettext_noop(
        "What the sender saw or did themselves, in one or two sentences, without names."
    ),
    Element.LEGITIMACY: gettext_noop("Which paper proves that the person may ask for this, and where it is kept."),
    Element.COPYRIGHT_WORK: gettext_noop(
        "The picture or clip that the person made, in words: what it is and when it was made."
    ),
    Element.DISCLOSURE_CONSENT: gettext_noop(
        "Where the person's consent is recorded that the sender's data may become public."
    ),
    Element.DEPICTED_NAME: gettext_noop("The person's name as the law demands it. It goes to the recipient."),
}
NO_USABLE_BASIS = gettext_noop("No law can be named for this host, so no notice can be sent. The reasons are below.")
TROUBLE: Mapping[Trouble, str] = {
    Trouble.MISSING: gettext_noop("Missing: %(what)s. The notice cannot be approved without it."),
    Trouble.FORBIDDEN: gettext_noop("%(what)s must not be in this notice. Remove it."),
    Trouble.MALFORMED: gettext_noop("%(what)s is not in the right form. Correct it."),
    Trouble.CONTROL_CHARACTER: gettext_noop("%(what)s holds an invisible character. Type it again."),
    Trouble.NOT_COVERED: gettext_noop("The law does not cover this kind of material. Choose another legal basis."),
    Trouble.NOT_OUR_CAPACITY: gettext_noop("The law does not let us file in this role. Choose another role or basis."),
    Trouble.NEEDS_EYES: gettext_noop("The match is not certain. An officer or the person must confirm it first."),
    Trouble.NAMES_SOMEBODY: gettext_noop("%(what)s names somebody who must not be named. Remove the name."),
    Trouble.RETIRED: gettext_noop("The block %(what)s was retired. Tell the platform's lawyer; it needs new words."),
    Trouble.TOO_MANY: gettext_noop("Too many addresses for one notice. Split them."),
}
WHAT: Mapping[str, str] = {
    Element.SIGNATURE: gettext_noop("the signature"),
    Element.CAPACITY: gettext_noop("the role in which we file"),
    Element.URLS: gettext_noop("the exact addresses"),
    Element.NON_CONSENT: gettext_noop("whose statement says that the publication is not consensual"),
    Element.NOTIFIER_NAME: gettext_noop("the name of the agency"),
    Element.NOTIFIER_EMAIL: gettext_noop("the e-mail address of the agency"),
    Element.CONTACT: gettext_noop("a contact address"),
    Element.GROUNDS: gettext_noop("why the material is illegal"),
    Element.ACCURACY: gettext_noop("the statement that the notice is accurate and complete"),
    Element.INTIMATE: gettext_noop("the declaration that it is an intimate image of the person shown"),
    Element.TRUTH: gettext_noop("the declaration that the notice is true to the best of our knowledge"),
    Element.UNAUTHORISED: gettext_noop("the statement that the owner of the work did not allow its use"),
    Element.PERSONAL_KNOWLEDGE: gettext_noop("what the sender knows at first hand"),
    Element.LEGITIMACY: gettext_noop("proof of the right to file"),
    Element.COPYRIGHT_WORK: gettext_noop("the protected work"),
    Element.PERJURY: gettext_noop("a statement under penalty of perjury"),
    Element.DISCLOSURE_CONSENT: gettext_noop("the person's consent that the sender's data may be disclosed"),
    Element.DEPICTED_NAME: gettext_noop("the name of the person shown"),
    Element.DEPICTED_AGE: gettext_noop("the age of the person shown"),
    Element.DEPICTED_NATIONALITY: gettext_noop("the nationality of the person shown"),
    Element.PICTURE: gettext_noop("a picture"),
    "reference": gettext_noop("the reference"),
    "host": gettext_noop("the host"),
    "places": gettext_noop("an address or its place on the page"),
    "agency_name": gettext_noop("the agency's name"),
    "agency_email": gettext_noop("the agency's e-mail address"),
    "agency_postal": gettext_noop("the agency's postal address"),
    "duty_identity": gettext_noop("the duty identity (role, number, agency)"),
    "contest_contact": gettext_noop("where the notice can be contested"),
    "mandate_reference": gettext_noop("the reference of the mandate"),
    "record_reference": gettext_noop("the reference of the record of the case"),
    "police_contact": gettext_noop("the contact for investigating authorities"),
    "remark": gettext_noop("the remark"),
    "police_file": gettext_noop("the file number of the police"),
    "found_at": gettext_noop("the time of the find"),
    "requested_hours": gettext_noop("the time limit in hours"),
    "band": gettext_noop("how certain the match is"),
    "looked": gettext_noop("whether a person looked"),
}

PARTS: Mapping[str, str] = {
    PartKind.SUBJECT: gettext_noop("Subject"),
    PartKind.PLAIN: gettext_noop("Plain text"),
    PartKind.HTML: gettext_noop("HTML"),
    PartKind.PDF: gettext_noop("PDF"),
    PartKind.JSON: gettext_noop("Machine-readable notice"),
    PartKind.SIGNATURE: gettext_noop("Signature over the machine-readable notice"),
    PartKind.XARF: gettext_noop("Abuse report (XARF)"),
    PartKind.FEEDBACK: gettext_noop("Head of the abuse report"),
    PartKind.SHEET: gettext_noop("Sheet for a web form"),
    PartKind.LETTER: gettext_noop("Letter"),
    PartKind.FORM: gettext_noop("Form that the law prescribes"),
    PartKind.MESSAGE: gettext_noop("The whole message"),
}
BOXES_UNCONFIRMED = gettext_noop("The boxes of this form are not confirmed. Compare it with the operator's own form.")
FIELDS: Mapping[str, str] = {
    "subject": gettext_noop("Subject or title"),
    "organisation": gettext_noop("Name of the organisation"),
    "email": gettext_noop("E-mail address"),
    "postal": gettext_noop("Postal address"),
    "relation": gettext_noop("Who you are to the person shown"),
    "authority": gettext_noop("Why you may act for them"),
    "addresses": gettext_noop("Addresses, one a line"),
    "law": gettext_noop("Law that is broken"),
    "explanation": gettext_noop("Explanation"),
    "signature": gettext_noop("Signature"),
    "reference": gettext_noop("Your reference"),
}

KINDS: Mapping[str, str] = {
    "notice": gettext_noop("Notice"),
    "correction": gettext_noop("Correction of a notice"),
    "withdrawal": gettext_noop("Withdrawal of a notice"),
    "preservation": gettext_noop("Request to keep data for the police"),
}
# Why a notice is taken back; what follows for the recipient is said beside it before it is chosen.
TAKEN_BACK: Mapping[str, str] = {
    "mistake": gettext_noop(
        "We found a mistake ourselves. The recipient is asked to restore what it removed only because of the notice."
    ),
    "justified": gettext_noop(
        "An objection was justified. The recipient is asked to restore what it removed only because of the notice."
    ),
    "wish": gettext_noop("The person wants no more of it. Nobody is asked to restore anything."),
}
KEPT = gettext_noop("The recipient is asked to keep data for the police, and not to remove anything again.")
