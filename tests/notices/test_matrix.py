"""Every basis, language and recipient makes whole words; every required element blocks approval by its name."""

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from takedowns.notices import adapters, bases, blocks, texts, web
from takedowns.notices.bases import Capacity, Element, Kind, Recipient
from takedowns.notices.facts import STATED, NonConsent, NoticeFacts, Trouble, missing
from takedowns.notices.languages import LANGUAGES
from tests.notices.samples import FACTS, TABLE

CHOOSABLE = [basis for basis in TABLE.values() if blocks.choosable(basis)]
CASES = [(basis, kind) for basis in CHOOSABLE for kind in sorted(basis.content_classes)]
CELLS = [
    (basis, to) for basis in CHOOSABLE if basis.role is not bases.Role.SUPPLEMENT for to in Recipient if blocks.carries(basis, to)
]  # fmt: skip
NAMES = [f"{basis.code}-{to}" for basis, to in CELLS]
GONE: dict[Element, dict[str, object]] = {
    Element.SIGNATURE: {"signature": ""},
    Element.CAPACITY: {"capacity": Capacity.AUTHORITY},
    Element.URLS: {"places": ()},
    Element.NON_CONSENT: {"non_consent": NonConsent.UNKNOWN},
    Element.NOTIFIER_NAME: {"agency_name": ""},
    Element.NOTIFIER_EMAIL: {"agency_email": ""},
    Element.CONTACT: {"agency_email": ""},
}
ELEMENTS = [(basis, kind, element) for basis, kind in CASES for element in sorted(basis.required(kind))]


@cache
def voices() -> tuple[tuple[object, object], ...]:
    return tuple((language, adapters.catalogue(code)) for code, language in LANGUAGES.items())


def whole(basis: bases.Basis, kind: Kind, to: Recipient = Recipient.SITE) -> NoticeFacts:
    """Facts that lack nothing that this row demands."""
    extra = {
        element: "a benign fact" for element in basis.required(kind) if element not in STATED and element not in GONE
    }
    roles = basis.filer_capacities & bases.OURS
    role = Capacity.REPRESENTATIVE if Capacity.REPRESENTATIVE in roles else Capacity.SUBJECT
    return replace(FACTS, kind=kind, recipient=to, capacity=role, extra=extra, police_contact="police@agency.example")


def test_it_counts_the_matrices() -> None:
    assert len(CELLS) == 117 and len(ELEMENTS) == 180
    assert len(CELLS) * len(LANGUAGES) >= 117 * 4


@pytest.mark.parametrize(("basis", "to"), CELLS, ids=NAMES)
def test_it_composes_every_basis_in_every_language_for_every_recipient(basis: bases.Basis, to: Recipient) -> None:
    for kind in basis.content_classes:
        written = texts.build(basis, whole(basis, kind, to), voices())  # type: ignore[arg-type]
        assert [text.language.code for text in written] == list(LANGUAGES)
        for text in written:
            said = [p for block in text.blocks for p in block.paragraphs]
            assert text.subject and text.title and all(said) and len(said) > 12
            assert not any("%(" in p for p in said)
            cited = "\n".join(said)
            if (
                basis.code not in {"us-47usc223a", "eu-dsa-16", "kr-tba-22-5", "ca-cc-162-1"}
                or to not in basis.addressees
            ):
                code = text.language.code
                assert basis.cited(code) in cited or (basis.offence(kind, code) and basis.offence(kind, code) in cited)
            assert all(row.label and row.value for block in text.blocks for row in block.rows)


@pytest.mark.parametrize(("basis", "kind"), CASES, ids=[f"{basis.code}-{kind}" for basis, kind in CASES])
def test_it_lets_a_notice_pass_that_has_all_its_elements(basis: bases.Basis, kind: Kind) -> None:
    facts = whole(basis, kind)
    if basis.role is not bases.Role.SUPPLEMENT:
        to = next(each for each in Recipient if blocks.carries(basis, each))
        assert missing(basis, facts, stated=texts.stated(basis, replace(facts, recipient=to))) == ()
    else:
        assert missing(TABLE["eu-dsa-16"], facts, also=(basis,)) == ()


@pytest.mark.parametrize(
    ("basis", "kind", "element"), ELEMENTS, ids=[f"{basis.code}-{kind}-{element}" for basis, kind, element in ELEMENTS]
)
def test_it_blocks_and_names_each_element_that_is_taken_away(basis: bases.Basis, kind: Kind, element: Element) -> None:
    facts = whole(basis, kind)
    without = replace(facts, **GONE.get(element, {"extra": {k: v for k, v in facts.extra.items() if k is not element}}))  # type: ignore[arg-type]
    found = missing(basis, without, stated=STATED - {element})
    assert (Trouble.MISSING, element) in {(problem.trouble, problem.what) for problem in found}
    said = web.problem_text(f"{Trouble.MISSING}:{element}")
    assert said.startswith("Missing: ") and element.value not in said.replace(" ", "_").split(":")[0]


def test_it_has_words_of_its_own_for_each_missing_element() -> None:
    said = Counter(web.problem_text(f"{Trouble.MISSING}:{element}") for element in Element)
    assert set(said.values()) == {1}


def test_it_states_what_the_sentences_state_and_no_more() -> None:
    uk = TABLE["uk-osa-20a"]
    assert texts.stated(uk, whole(uk, Kind.ADULT)) == {Element.GROUNDS, Element.INTIMATE, Element.TRUTH}
    eu = TABLE["eu-dsa-16"]
    assert texts.stated(eu, whole(eu, Kind.ADULT)) == {Element.GROUNDS, Element.ACCURACY}
