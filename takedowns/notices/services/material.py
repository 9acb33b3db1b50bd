"""What the database knows of the finds of a notice, and the facts that the notice states of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.safestring import mark_safe

from agencies.people import selectors as people
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import Agency, AgencySettings
from agencies.workspace import drawing, duty
from agencies.workspace import selectors as workspace
from cases.casework import selectors as casework
from cases.casework.models import Case
from cases.casework.states import Identity, protected
from cases.detection.models import Match
from takedowns.evidence import selectors as evidence
from takedowns.evidence.models import EvidencePackage
from takedowns.notices import bases, batch, facts, languages, selectors, texts
from takedowns.notices.facts import NoticeFacts
from takedowns.notices.models import Notice
from takedowns.recipients import selectors as recipients
from takedowns.recipients.models import Provider, Relay
from takedowns.recipients.rules import LeftOut, left_out

IDENTIFIED = {
    "patches": facts.Identified.DETAILS, "frames": facts.Identified.FRAMES, "sound": facts.Identified.SOUND,
}  # fmt: skip
NON_CONSENT = {
    Identity.UNCHECKED: facts.NonConsent.UNKNOWN,
    Identity.PERSON_SHOWN: facts.NonConsent.PERSON,
    Identity.MAY_ACT: facts.NonConsent.REPRESENTATIVE,
}


@dataclass(frozen=True)
class Material:
    """Everything read from the database that a notice is composed of."""

    packages: tuple[EvidencePackage, ...]
    case: Case
    agency: Agency
    own: AgencySettings
    provider: Provider | None
    mixed: bool  # the directory knows another recipient for some of the finds by now
    mandated: bool
    confirmed: dict[str, bases.Confirmation]
    role: str  # with the number the duty identity that signs
    number: int
    logo: str  # clean SVG, or nothing
    variants: texts.Variants
    stated: Mapping[bases.Element, str]  # by an officer, for elements that a law demands
    added: Mapping[str, str]  # by an officer: a remark with its language, the police's file number
    wanted: tuple[str, ...]  # the basis that an officer asked for
    relay: Relay | None  # stands in for the agency where its name would do harm
    ways: tuple[str, ...]  # that lead to the recipient now, in their order: "email", "form"
    barred: tuple[str, ...]  # named problems of the recipient: excluded by the person, not verified, dead, no relay
    signing: tuple[str, str] | None = (
        None  # private key and certificate of the agency, PEM; None before its first package
    )

    @property
    def accepts_xarf(self) -> bool:
        """Whether the recipient's programs read reports; it gets envelope B then. A relay is people."""
        return self.provider is not None and self.provider.accepts_xarf and self.relay is None

    @property
    def form(self) -> str:
        """Where the recipient's web form is, or nothing; what goes through a relay is never filed in the agency's name."""
        return self.provider.form_url if self.provider and not self.relay else ""

    @property
    def addressee(self) -> tuple[str, ...]:
        """The lines of the recipient in a letter."""
        if self.provider is None:
            return ()
        return (self.provider.name, *self.provider.postal.splitlines(), self.provider.country)

    @property
    def matches(self) -> tuple[Match, ...]:
        """The finds, in the order of the packages."""
        return tuple(package.match for package in self.packages)

    @property
    def country(self) -> str:
        """Where the host is; the same for all finds of one notice."""
        return self.packages[0].match.country

    def identities(self) -> dict[str, str]:
        """Title, number and agency by language."""
        titles = duty.titles(self.role, {} if self.relay else self.own.duty_titles, languages.LANGUAGES)
        return {code: f"{title} {self.number}, {self.sender}" for code, title in titles.items()}

    @property
    def sender(self) -> str:
        """In whose name the notice is written."""
        return self.relay.name if self.relay else self.agency.name

    @property
    def contact(self) -> str:
        """Where its sender is reached."""
        return self.relay.email if self.relay else self.own.contact_email

    @property
    def recipient(self) -> str:
        """The address that the message goes to; a relay passes it on. Nothing where a web form comes first."""
        if self.relay:
            return self.relay.email
        return self.provider.abuse_email if self.provider and self.ways[:1] == ("email",) else ""

    @property
    def unknown(self) -> bool:
        """Whether nobody is known to whom anything could go; a dead contact and a missing relay have names of their own."""
        return not (self.recipient or self.form or {"contact_dead", "needs_relay"} & set(self.barred))

    @property
    def omits(self) -> frozenset[LeftOut]:
        """What this recipient would leak, so it is left out."""
        if self.provider is None:
            return frozenset()
        return left_out(
            self.provider.risk,
            lumen=self.provider.lumen,
            forwards=self.provider.forwards,
            relayed=self.relay is not None,
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages besides the host's own."""
        return ("en", *(() if LeftOut.OWN_LANGUAGES in self.omits else self.own.notice_languages))


def material_of(
    actor: Actor, packages: Sequence[EvidencePackage], signer: int | None = None, notice: Notice | None = None,
    sent: Notice | None = None,
) -> Material:  # fmt: skip
    """Read all of it in the caller's scope; the packages, at least one, are of one case, in the order of the notice.

    `signer`: whose duty identity signs, where that is not the actor. `notice`: the one that is composed, with what an
    officer added to it. `sent`: the one that is taken back, so who got it gets this too, in the name that it was sent in.
    """
    today = timezone.now().date()
    role, number = people.duty(actor, signer or actor.user_id) or people.duty(actor, None) or ("removal_officer", 1)
    first, key = packages[0], evidence.signing_key(actor)
    providers, provider = _providers(actor, packages, sent)
    danger, relay = recipients.relay_for(actor, provider)
    if sent is not None:
        relay = recipients.relay_at(actor, provider, sent.recipient)
    ways = recipients.ways(actor, provider)
    return Material(
        packages=tuple(packages),
        case=first.case,
        agency=tenancy.agency(actor.agency_id),
        own=tenancy.settings(actor),
        provider=provider,
        mixed=len(providers) > 1,
        relay=relay,
        ways=tuple(ways),
        barred=(*_excluded(actor, packages, provider), *_unreachable(first.case, provider, ways, relay, danger)),
        mandated=casework.mandate(actor, first.case_id, today) is not None,
        confirmed=selectors.confirmations(),
        role=role,
        number=number,
        logo="" if relay else mark_safe(drawing.body(workspace.logo(actor))),
        signing=(key.private, key.certificate) if key is not None and relay is None else None,
        variants={} if relay else selectors.variants_in_use(actor),  # an agency's own words may name it
        stated=selectors.stated(notice),
        added=selectors.told_of(notice),
        wanted=(notice.wanted,) if notice is not None and notice.wanted else (),
    )


def _providers(
    actor: Actor, packages: Sequence[EvidencePackage], sent: Notice | None
) -> tuple[set[Provider | None], Provider | None]:
    """Who answers for the hosts of these finds, and to whom the notice goes."""
    hosts = dict.fromkeys(recipients.host_of(package.match.page_url) for package in packages)
    providers = [recipients.provider_for(f"//{host}") for host in hosts]
    return set(providers), sent.provider if sent is not None else recipients.reachable(actor, providers[0])


def _excluded(actor: Actor, packages: Sequence[EvidencePackage], provider: Provider | None) -> list[str]:
    pages, first = [package.match.page_url for package in packages], packages[0]
    return selectors.excluded(actor, first.case_id, country=first.match.country, provider=provider, addresses=pages)


def _unreachable(
    case: Case, provider: Provider | None, ways: Sequence[str], relay: Relay | None, danger: bool
) -> list[str]:
    """Why nothing can go to the recipient, by name."""
    if provider is None:
        return []
    checks = {
        "recipient_unverified": provider.verified_on is None,
        "contact_dead": not ways and bool(provider.abuse_email) and relay is None,
        "needs_relay": danger and relay is None,
        "police_only": provider.csam_policy == "law_enforcement_only" and protected(case.age_band),
    }
    return [name for name, holds in checks.items() if holds]


def identified(match: Match) -> facts.Identified:
    """How a find was identified, as its notice says it."""
    return facts.Identified.EXACT if match.exact else IDENTIFIED.get(match.method, facts.Identified.NEAR)


def recipient_of(provider: Provider | None) -> bases.Recipient:
    """In which role the recipient gets the notice; one of a kind that has no frame is written to as a site operator."""
    known = provider is not None and provider.kind in set(bases.Recipient)
    return bases.Recipient(provider.kind) if known and provider else bases.Recipient.SITE


def relied_on(identity: Identity, capacity: bases.Capacity, kind: bases.Kind) -> facts.NonConsent:
    """On whose word the good faith statement rests; unknown where nobody's is on file, which blocks approval.

    A designated body may rest it on its own record where the material is of protected age, which nobody can consent to.
    """
    said = NON_CONSENT[identity]
    if said is facts.NonConsent.UNKNOWN and capacity is bases.Capacity.DESIGNATED_BODY and kind is bases.Kind.PROTECTED:
        return facts.NonConsent.RECORD
    if said is not facts.NonConsent.UNKNOWN and capacity is bases.Capacity.RELAY:
        return facts.NonConsent.ORGANISATION
    return said


def facts_of(material: Material, *, reference: str, looked: facts.Looked) -> NoticeFacts:
    """The facts that a notice states of all its finds; nothing is guessed."""
    identities, found = material.identities(), [(match, selectors.addresses(match)) for match in material.matches]
    identity = identities["en"]
    kind = bases.Kind.PROTECTED if protected(material.case.age_band) else bases.Kind.ADULT
    capacity = bases.Capacity.RELAY if material.relay else bases.Capacity(material.own.capacity)
    ways = batch.ways([(identified(match), facts.Band(match.band), named) for match, named in found])
    named_ways = tuple(way for way in ways if way.numbers)  # none of what names only addresses of another find
    hosts = dict.fromkeys(urlsplit(match.page_url).hostname or "" for match in material.matches)
    return NoticeFacts(
        reference=reference,
        places=tuple(facts.Place(url) for url in dict.fromkeys(url for _match, named in found for url in named)),
        host=", ".join(host for host in hosts if host),
        found_at=min(match.found_at for match in material.matches),
        kind=kind,
        capacity=capacity,
        agency_name=material.sender,
        agency_email=material.contact,
        duty_identity=identity,
        duty_identities=identities,
        identified=ways[0].identified,
        contest_contact=material.contact,
        band=ways[0].band,
        ways=named_ways if len(named_ways) > 1 else (),
        looked=looked,
        non_consent=relied_on(Identity(material.case.identity), capacity, kind),
        recipient=recipient_of(material.provider),
        record_reference=material.case.reference,
        police_contact="" if material.case.excluded_police else material.contact,
        police_file=material.added.get("police_file", ""),
        remark=material.added.get("remark", ""),
        remark_in=_named(material.added.get("remark_language", "")),
        signature=identity,
        mandate_reference=f"{material.case.reference}-M" if material.mandated else "",
        extra=material.stated,
    )


def _named(code: str) -> str:
    """A language's own name."""
    return languages.LANGUAGES[code].name if code in languages.LANGUAGES else ""
