"""Papers besides the notice itself: the official letter, and the form that Korean law prescribes. Values in, contexts out.

The boxes of the Korean form are not confirmed (an open point of the row kr-tba-22-5): the page has the items that the law
names and says so itself, and pages of the portal mark it. Both are in every language of the notice.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from takedowns.notices import wording_forms
from takedowns.notices.bases import Basis, Kind
from takedowns.notices.compose import Draft
from takedowns.notices.parts import Part, PartKind
from takedowns.notices.texts import LanguageText

PDF = "application/pdf"
WITH_FORM = frozenset({"kr-tba-22-5"})
UNCONFIRMED = frozenset({PartKind.FORM})  # parts whose boxes nobody has confirmed
ON, OFF = "[X]", "[  ]"
REASONS = ("legal", "statements", "identified")  # sections that give the reason of a request

Says = Mapping[str, Callable[[str], str]]  # language code -> its sentences


def has_form(basis: Basis) -> bool:
    """Whether the law of this basis prescribes a form."""
    return basis.code in WITH_FORM


def form(reference: str, content: bytes) -> Part:
    """The prescribed form as a part."""
    return Part(PartKind.FORM, content, PDF, f"form-{reference}.pdf", variant="kr-tba")


def letter(reference: str, content: bytes) -> Part:
    """The official letter as a part."""
    return Part(PartKind.LETTER, content, PDF, f"letter-{reference}.pdf")


def reasons(text: LanguageText, keys: Sequence[str] = REASONS) -> list[str]:
    """The paragraphs of some sections of a notice, in their order."""
    return [paragraph for block in text.blocks if block.key in keys for paragraph in block.paragraphs]


def _row(label: str, *values: str, exact: bool = False) -> dict[str, Any]:
    return {"label": label, "values": [value for value in values if value], "exact": exact}


def form_context(draft: Draft, says: Says, on: date) -> dict[str, Any]:
    """What the template notices/form.html shows: one form for each language, all rows and boxes filled in."""
    facts, words = draft.facts, wording_forms.TBA_FORM
    protected = facts.kind is Kind.PROTECTED
    forms = []
    for text in draft.texts:
        say = says[text.language.code]
        duty = facts.duty_identities.get(text.language.code, facts.duty_identity)
        # The notice says which articles it rests on: for adults the one or the other, so both boxes.
        boxes = (("filmed", not protected), ("falsified", not protected), ("minor", protected))
        forms.append(
            {
                "lang": text.language.code,
                "dir": text.language.direction,
                "title": say(words["title"]),
                "rows": [
                    _row(say(words["applicant"]), facts.agency_name, duty),
                    _row(say(words["contact"]), facts.agency_email, facts.agency_postal),
                    _row(say(words["addresses"]), *(_address(place) for place in facts.places), exact=True),
                    _row(say(words["kind"]), *(f"{ON if on_ else OFF} {say(words[key])}" for key, on_ in boxes)),
                    _row(say(words["reason"]), *reasons(text)),
                    _row(say(words["date"]), on.isoformat()),
                    _row(say(words["signature"]), duty),
                ],
                "note": say(words["note"]),
            }
        )
    return {"forms": forms}


def _address(place: Any) -> str:
    return f"{place.url} ({place.locator})" if place.locator else str(place.url)


def letter_context(draft: Draft, says: Says, addressee: Sequence[str], on: date) -> dict[str, Any]:
    """What the template notices/letter.html shows: a letterhead for each language, then the text of the notice.

    `addressee`: the lines of the recipient's name and address.
    """
    facts, words = draft.facts, wording_forms.LETTER
    heads = []
    for text in draft.texts:
        say = says[text.language.code]
        heads.append(
            {
                "rows": [
                    _row(say(words["to"]), *addressee),
                    _row(say(words["from"]), facts.agency_name, facts.agency_postal, facts.agency_email),
                    _row(say(words["date"]), on.isoformat()),
                    _row(say(words["number"]), facts.reference, exact=True),
                    _row(say(words["subject"]), text.title),
                    _row(say(words["enclosed"]), say(words["none"])),
                ],
            }
        )
    return {"letters": heads}
