"""How a notice is shown to colleagues: its states in words, what blocks it, and its text language by language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from takedowns.notices.compose import LINE
from takedowns.notices.languages import LANGUAGES
from takedowns.notices.states import BlockState, NoticeState
from takedowns.notices.words import NO_USABLE_BASIS


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


STATES: Mapping[str, tuple[str, str]] = {
    NoticeState.INCOMPLETE: (gettext_noop("Something is missing"), "risk"),
    NoticeState.READY: (gettext_noop("Waits for an officer"), "wait"),
    NoticeState.APPROVED: (gettext_noop("Approved, on its way"), "info"),
    NoticeState.SENT: (gettext_noop("Sent"), "good"),
    NoticeState.REJECTED: (gettext_noop("Rejected, never sent"), "calm"),
    NoticeState.WITHDRAWN: (gettext_noop("Withdrawn"), "stop"),
}
BLOCKS: Mapping[str, str] = {
    BlockState.DRAFT: gettext_noop("draft"),
    BlockState.REVIEWED: gettext_noop("in use"),
    BlockState.RETIRED: gettext_noop("no longer used"),
}
# Problems that a draft names itself; all others come from facts.missing and are put together from words.py.
PROBLEMS: Mapping[str, str] = {
    "being_written": gettext_noop(
        "The addresses of this notice changed, and its text is being written anew. Open it again in a moment."
    ),
    "page_gone": gettext_noop(
        "The page was gone when the evidence was taken. Reject the package with “The page is gone”."
    ),
    "no_recipient": gettext_noop("Nobody is known who answers for this host. Add an abuse contact to the directory."),
    "mixed_recipients": gettext_noop(
        "Other people answer for some of these addresses by now. Leave out the finds that do not belong to this recipient."
    ),
    "recipient_unverified": gettext_noop(
        "Nobody of the platform's staff has checked this recipient's contact yet. Ask them to check it in the directory."
    ),
    "contact_dead": gettext_noop(
        "Mail to this recipient comes back, and no other way to it is known. Propose another contact on the page of "
        "recipients; the platform's staff check it."
    ),
    "needs_relay": gettext_noop(
        "This recipient must not learn your agency's name, and no relay partner of your agency writes to it. A manager names "
        "one on the page of recipients."
    ),
    "police_only": gettext_noop(
        "This recipient takes reports of material that may show a minor from the police only. Set the package aside and ask "
        "your manager how the police learn of it."
    ),
    "relay_changed": gettext_noop(
        "Your agency's relay partner changed after this was written. Open the package once more: it is written anew."
    ),
    "recipient_excluded": gettext_noop("The person does not want anything sent to this recipient. Reject the package."),
    "country_excluded": gettext_noop("The person does not want anything sent to this country. Reject the package."),
    "police_excluded": gettext_noop(
        "The person wants nothing to reach the police, and this recipient passes reports on to them. Reject the package."
    ),
    "no_pdf": gettext_noop(
        "The letter could not be set, because Pango is missing on the server. Tell the people who run the portal; "
        "state who looked once more when it is there."
    ),
    "pdf_unsigned": gettext_noop(
        "The PDF could not be signed with the agency's key. A manager renews the key in the settings; state who looked once "
        "more afterwards."
    ),
    "no_mandate": gettext_noop(
        "No mandate is on file, so the notice must not say that we act for somebody. Record the mandate in the case."
    ),
    "possible_only": gettext_noop("The match is only possible. That is never enough for a notice by itself."),
    "address_claimed": gettext_noop(
        "Another agency wrote about an address in this package during the last 14 days. Two notices would harm the person: "
        "leave that address out, or reject the package."
    ),
    "no_usable_basis": NO_USABLE_BASIS,
}
LOOKED: Mapping[str, str] = {
    "nobody": gettext_noop("Nobody; only fingerprints were compared"),
    "page": gettext_noop("An officer read the record of the page"),
    "officer": gettext_noop("An officer looked at the material"),
    "person": gettext_noop("The person shown, or who acts for them, confirmed it"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """The text in one language."""

    code: str
    name: str
    direction: str
    text: str


def sections(text: str, codes: Sequence[str]) -> list[Section]:
    """The plain text of a notice split into its languages; one section if the two do not fit together."""
    parts = [part.strip("\n") for part in text.split(f"\n\n{LINE}\n\n")] if text.strip() else []
    if len(parts) != len(codes):
        return [Section("", "", "auto", text.strip("\n"))] if parts else []
    found = [(LANGUAGES.get(code), code, part) for code, part in zip(codes, parts, strict=True)]
    return [
        Section(code, row.name if row else code, row.direction if row else "auto", part) for row, code, part in found
    ]
