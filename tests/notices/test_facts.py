"""What blocks the approval of a notice."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import pytest

from takedowns.notices.bases import Capacity, Element, Kind
from takedowns.notices.facts import (
    MAX_PLACES,
    Band,
    Identified,
    Looked,
    NonConsent,
    NoticeFacts,
    Place,
    Problem,
    Trouble,
    missing,
)
from tests.notices.samples import EU, FACTS, KR, PROTECTED, TABLE, URL, US


@pytest.mark.parametrize("basis", [EU, US, KR])
@pytest.mark.parametrize("facts", [FACTS, PROTECTED])
def test_it_lets_a_complete_notice_pass(basis: Any, facts: NoticeFacts) -> None:
    assert missing(basis, facts) == ()


@pytest.mark.parametrize(
    ("change", "trouble", "what"),
    [
        ({"signature": " "}, Trouble.MISSING, Element.SIGNATURE),
        ({"places": ()}, Trouble.MISSING, Element.URLS),
        ({"non_consent": NonConsent.UNKNOWN}, Trouble.MISSING, Element.NON_CONSENT),
        ({"agency_name": ""}, Trouble.MISSING, Element.NOTIFIER_NAME),
        ({"agency_email": ""}, Trouble.MISSING, Element.CONTACT),
        ({"agency_email": "no address"}, Trouble.MALFORMED, "agency_email"),
        ({"mandate_reference": ""}, Trouble.MISSING, "mandate_reference"),
        ({"contest_contact": ""}, Trouble.MISSING, "contest_contact"),
        ({"host": ""}, Trouble.MISSING, "host"),
        ({"band": None}, Trouble.MISSING, "band"),
        ({"reference": "mr 1"}, Trouble.MALFORMED, "reference"),
        ({"reference": "MR-1\n"}, Trouble.MALFORMED, "reference"),
        ({"duty_identity": "Kim Bora"}, Trouble.MALFORMED, "duty_identity"),
        ({"requested_hours": 1}, Trouble.MALFORMED, "requested_hours"),
        ({"found_at": datetime(2026, 1, 1)}, Trouble.MALFORMED, "found_at"),
        ({"places": (Place("ftp://bridges.example/a"),)}, Trouble.MALFORMED, "places"),
        ({"places": (Place("https://[broken"),)}, Trouble.MALFORMED, "places"),
        ({"places": (Place("https://bridges.example/a b"),)}, Trouble.MALFORMED, "places"),
        ({"places": (Place(URL, "x\r\nBcc: y"),)}, Trouble.CONTROL_CHARACTER, "places"),
        ({"places": (Place("https://bridges.example/\u202egpj"),)}, Trouble.CONTROL_CHARACTER, "places"),
        ({"agency_name": "A\u2028B"}, Trouble.CONTROL_CHARACTER, "agency_name"),
        ({"places": (Place(URL),) * (MAX_PLACES + 1)}, Trouble.TOO_MANY, "places"),
        ({"extra": {Element.PERJURY: "yes"}}, Trouble.FORBIDDEN, Element.PERJURY),
        ({"extra": {Element.DEPICTED_NAME: "Bora"}}, Trouble.FORBIDDEN, Element.DEPICTED_NAME),
        ({"extra": {Element.PICTURE: "x"}}, Trouble.FORBIDDEN, Element.PICTURE),
        ({"extra": {Element.PERSONAL_KNOWLEDGE: "not asked for"}}, Trouble.FORBIDDEN, Element.PERSONAL_KNOWLEDGE),
        ({"capacity": Capacity.AUTHORITY}, Trouble.NOT_OUR_CAPACITY, "authority"),
    ],
)  # fmt: skip
def test_it_names_what_blocks_approval(change: dict[str, Any], trouble: Trouble, what: str) -> None:
    assert Problem(trouble, what) in missing(EU, replace(FACTS, **change))


def test_it_blocks_a_basis_that_demands_personal_knowledge_until_the_fact_is_named() -> None:
    uk, wanted = TABLE["uk-osa-20a"], Problem(Trouble.MISSING, Element.PERSONAL_KNOWLEDGE)
    assert wanted in missing(uk, FACTS)
    named = replace(FACTS, extra={Element.PERSONAL_KNOWLEDGE: "The officer compared both pictures of the bridge."})
    assert missing(uk, named) == ()


def test_it_waives_name_mail_and_consent_for_protected_material_in_the_union() -> None:
    bare = replace(PROTECTED, agency_name="", non_consent=NonConsent.UNKNOWN)
    assert missing(EU, bare) == ()
    assert Problem(Trouble.MISSING, Element.NON_CONSENT) in missing(US, bare)


def test_it_refuses_a_kind_that_the_basis_does_not_cover() -> None:
    copyright_row = TABLE["us-17usc512c3"]
    assert Problem(Trouble.NOT_COVERED, Kind.PROTECTED) in missing(copyright_row, PROTECTED)


@pytest.mark.parametrize("band", [Band.LIKELY, Band.POSSIBLE])
@pytest.mark.parametrize(
    ("looked", "blocked"),
    [(Looked.NOBODY, True), (Looked.PAGE, True), (Looked.OFFICER, False), (Looked.PERSON, False)],
)
def test_it_sends_no_uncertain_match_without_eyes(band: Band, looked: Looked, blocked: bool) -> None:
    found = missing(EU, replace(FACTS, band=band, looked=looked))
    assert (Problem(Trouble.NEEDS_EYES, "looked") in found) is blocked
    assert missing(EU, replace(FACTS, identified=Identified.EXACT, band=None)) == ()


def test_it_finds_names_that_must_not_be_named_but_leaves_addresses_exact() -> None:
    url = "https://bridges.example/bora-kim"
    fine = replace(FACTS, places=(Place(url, "Borax advert, line 2"),))
    assert missing(EU, fine, withheld=("Bora", "김보라", "")) == ()
    for locator in ("below the name BORA", "이름 김보라의 글"):
        told = replace(FACTS, places=(Place(url, locator),))
        assert missing(EU, told, withheld=("Bora", "김보라")) == (Problem(Trouble.NAMES_SOMEBODY, "places"),)
    assert missing(EU, replace(FACTS, signature="Lee Sun, 3"), withheld=("Lee Sun",))


def test_it_has_no_field_for_the_person_shown() -> None:
    """HARMS 14."""
    words = ("victim", "person", "age", "nationality", "birth", "language", "depicted")
    names = {field.name for field in fields(NoticeFacts)} - {"agency_name", "agency_email", "agency_postal"}
    assert [name for name in names for word in words if word in name.split("_")] == []
