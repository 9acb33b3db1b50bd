"""One benign notice and its parts; the host, the bridge picture and the people do not exist."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from takedowns.notices import adapters, bases, compose, languages, texts, xarf
from takedowns.notices.facts import Band, Identified, NonConsent, NoticeFacts, Place
from takedowns.notices.parts import Part

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 22)
TABLE = {basis.code: basis for basis in bases.load()}
EU, US, KR = TABLE["eu-dsa-16"], TABLE["us-47usc223a"], TABLE["kr-tba-22-5"]
URL = "https://bridges.example/gallery/4711?size=l&x=%EC%84%9C"
ENVELOPE = compose.Envelope("takedown@agency.example", "abuse@bridges.example", "takedown+3f9a0c@agency.example")
FACTS = NoticeFacts(
    reference="MR-2026-0001",
    places=(Place(URL, "post 4711, second 12"),),
    host="bridges.example",
    found_at=datetime(2026, 11, 21, 20, 16, 5, tzinfo=UTC),
    kind=bases.Kind.ADULT,
    capacity=bases.Capacity.REPRESENTATIVE,
    agency_name="Sample Agency",
    agency_email="takedown@agency.example",
    duty_identity="Removal officer 3, Sample Agency",
    identified=Identified.NEAR,
    contest_contact="contest@agency.example",
    agency_postal="1 Bridge Street, Seoul",
    band=Band.CERTAIN,
    non_consent=NonConsent.PERSON,
    signature="Removal officer 3, Sample Agency",
    mandate_reference="M-17",
)
PROTECTED = replace(FACTS, kind=bases.Kind.PROTECTED, non_consent=NonConsent.REPRESENTATIVE)


def confirmation(basis: bases.Basis) -> bases.Confirmation:
    return bases.Confirmation("a lawyer of the platform", date(2026, 11, 1), basis.sha256)


CONFIRMED = {code: confirmation(basis) for code, basis in TABLE.items()}


def draft(country: str = "DE", basis: bases.Basis = EU, facts: NoticeFacts = FACTS) -> compose.Draft:
    order = languages.for_host(country).languages
    return compose.Draft(
        basis, facts, texts.build(basis, facts, [(each, adapters.catalogue(each.code)) for each in order])
    )


def rendered(name: str, context: dict[str, Any]) -> str:
    """A template of the portal without settings; a variable that the context lacks shows as a mark."""
    engine = Engine(dirs=[ROOT / "portal" / "templates"], string_if_invalid="!!%s!!")
    return engine.get_template(name).render(Context(context))


def mail_html(context: dict[str, Any]) -> str:
    return rendered("notices/mail.html", context)


def parts_of(made: compose.Draft, pdf: bytes = b"%PDF-1.7 sample") -> tuple[Part, ...]:
    return (*compose.words(made, mail_html), compose.paper(made, pdf), *xarf.parts(made))


def composed(
    of: compose.Draft | None = None,
    *,
    pdf: bytes = b"%PDF-1.7 sample",
    envelope: compose.Envelope = ENVELOPE,
    **how: bool,
) -> bytes:
    made = of or draft()
    return compose.compose(made, envelope=envelope, parts=parts_of(made, pdf), **how)
