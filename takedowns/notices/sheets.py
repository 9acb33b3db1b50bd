"""What a person copies into a web form: the fields of the form in their order, with limits. Values in, values out.

Nothing is cut silently: a text that is too long is offered in a shorter version of whole paragraphs that says how many it
leaves out, and a list of addresses in several lists, one for each sending of the form. Forms change and nobody confirmed
these: `checked_on` is empty until somebody compared the form, and the page says so. The person shown is never named here.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from takedowns.notices import wording
from takedowns.notices.bases import Capacity, Kind
from takedowns.notices.compose import Draft, subject
from takedowns.notices.papers import Says, reasons
from takedowns.notices.parts import Part, PartKind
from takedowns.notices.texts import LanguageText

SCHEMA = "urn:maru:notice-sheet:1"
EXPLANATION = ("ask", "material", "legal", "statements", "identified", "copies", "retraction", "preservation")
FIRST = (
    "ask",
    "material",
    "legal",
    "retraction",
)  # what a short explanation must have; the rest follows while there is room


@dataclass(frozen=True)
class Text:
    """What goes into a field. `left_out`: paragraphs that a shorter version lacks; `number` of `of`: of several lists."""

    text: str
    language: str = ""
    left_out: int = 0
    number: int = 1
    of: int = 1

    @property
    def length(self) -> int:
        """Characters as a browser counts them: UTF-16 units, a line end as one."""
        return len(self.text.encode("utf-16-le")) // 2


@dataclass(frozen=True)
class Field:
    """A field of the form; `key` has its name for people in words.FIELDS. `limit` in characters, 0: none is known."""

    key: str
    texts: tuple[Text, ...]
    limit: int = 0
    required: bool = True

    @property
    def fits(self) -> bool:
        """Whether each text fits into the field."""
        return not self.limit or all(text.length <= self.limit for text in self.texts)


@dataclass(frozen=True)
class FormSpec:
    """Where a form is and what it allows. `most`: addresses in one sending; `at_a_time`: characters of their field."""

    variant: str
    service: str
    address: str = ""
    fields: tuple[str, ...] = (
        "subject",
        "organisation",
        "email",
        "relation",
        "addresses",
        "law",
        "explanation",
        "signature",
    )
    limits: tuple[tuple[str, int], ...] = ()
    most: int = 250
    attachments: tuple[str, ...] = ()
    checked_on: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Sheet:
    """A filled-in form."""

    spec: FormSpec
    fields: tuple[Field, ...]

    def part(self, reference: str) -> Part:
        """The sheet as a part of the notice: JSON, keys sorted."""
        spec = self.spec
        data = {
            "schema": SCHEMA,
            "variant": spec.variant,
            "service": spec.service,
            "form": spec.address,
            "checked_on": spec.checked_on.isoformat() if spec.checked_on else None,
            "source": spec.source,
            "attachments": list(spec.attachments),
            "fields": [
                {
                    "key": field.key, "limit": field.limit or None, "required": field.required, "fits": field.fits,
                    "texts": [asdict(text) | {"length": text.length} for text in field.texts],
                }
                for field in self.fields
            ],
        }  # fmt: skip
        content = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
        return Part(
            PartKind.SHEET, content, "application/json", f"sheet-{spec.variant}-{reference}.json", variant=spec.variant
        )


# What their help pages ask for: addresses one by one, and how a representative may act. The forms themselves were not seen.
ENGINES = (
    FormSpec(
        "google", "Google", "https://support.google.com/websearch/answer/6302812",
        fields=("email", "relation", "authority", "addresses", "explanation", "signature"),
        source="https://support.google.com/websearch/answer/6302812",
    ),
    FormSpec(
        "bing", "Bing", "https://www.microsoft.com/concern/revengeporn",
        fields=("organisation", "email", "relation", "addresses", "explanation", "signature"),
        source="https://searchengineland.com/microsofts-revenge-porn-reporting-page-225804",
    ),
)  # fmt: skip
# Material of protected age goes to the engines' child safety desks, never into a form for adults' pictures.
ENGINES_PROTECTED = (
    FormSpec("google", "Google", fields=("email", "addresses", "explanation")),
    FormSpec("bing", "Bing", fields=("organisation", "email", "addresses", "explanation")),
)
# By the reference of its interface, whose limits its form shares: one host at a time.
CLOUDFLARE = FormSpec(
    "site", "Cloudflare", "https://abuse.cloudflare.com/", limits=(("explanation", 5000),),
    fields=("organisation", "email", "addresses", "explanation"), source="https://developers.cloudflare.com/api/",
)  # fmt: skip
SITES = {"cloudflare": CLOUDFLARE}


def shorter(paragraphs: Sequence[str], limit: int, first: int) -> tuple[str, int]:
    """As many whole paragraphs as fit, the `first` ones before the others; and how many are left out. "" if none fits."""
    if not limit or _size(paragraphs) <= limit:
        return "\n\n".join(paragraphs), 0
    kept: list[int] = []
    for number in (*range(first), *range(first, len(paragraphs))):
        if _size([paragraphs[i] for i in sorted((*kept, number))]) <= limit:
            kept.append(number)
    return "\n\n".join(paragraphs[i] for i in sorted(kept)), len(paragraphs) - len(kept)


def _size(paragraphs: Iterable[str]) -> int:
    return Text("\n\n".join(paragraphs)).length


def lists(urls: Sequence[str], limit: int, most: int) -> list[list[str]]:
    """The addresses in as few lists as the form allows: at most `most` each, and `limit` characters where one is known."""
    found: list[list[str]] = [[]]
    for url in urls:
        whole = limit and Text("\n".join((*found[-1], url))).length > limit
        if found[-1] and (whole or len(found[-1]) >= most):
            found.append([])
        found[-1].append(url)
    return found


def explained(text: LanguageText, limit: int) -> Text:
    """The explanation in one language, complete or shortened."""
    paragraphs = reasons(text, EXPLANATION)
    short, left_out = shorter(paragraphs, limit, len(reasons(text, FIRST)))
    return Text(short, text.language.code, left_out)


def _authority(draft: Draft, says: Says) -> tuple[Text, ...]:
    """How we may act for somebody: the sentence of the notice, in each language."""
    values = {"agency": draft.facts.agency_name, "mandate": draft.facts.mandate_reference}
    sentence = wording.CAPACITIES[draft.facts.capacity]
    codes = [text.language.code for text in draft.texts]
    return tuple(Text(says[code](sentence) % values, code) for code in codes)


RELATIONS = {
    Capacity.SUBJECT: "Person shown, transmitted by a support organisation",
    Capacity.REPRESENTATIVE: "Authorised representative",
    Capacity.DESIGNATED_BODY: "Organisation designated by law",
    Capacity.RELAY: "Support organisation",
}


def filled(draft: Draft, spec: FormSpec, says: Says, texts: Sequence[LanguageText] = ()) -> Sheet:
    """The form with the texts of a notice in each of its languages; `texts`: others than the notice's own."""
    facts, limits = draft.facts, dict(spec.limits)
    urls = [place.url for place in facts.places]
    several = lists(urls, limits.get("addresses", 0), spec.most)
    values: dict[str, tuple[Text, ...]] = {
        "subject": (Text(subject(draft)),),
        "organisation": (Text(facts.agency_name),),
        "email": (Text(facts.agency_email),),
        "postal": (Text(facts.agency_postal),) if facts.agency_postal else (),
        "relation": (Text(RELATIONS.get(facts.capacity, RELATIONS[Capacity.RELAY]), "en"),),
        "authority": _authority(draft, says),
        "addresses": tuple(Text("\n".join(some), "", 0, n, len(several)) for n, some in enumerate(several, start=1)),
        "law": (Text(draft.basis.citation),),
        "explanation": tuple(explained(text, limits.get("explanation", 0)) for text in texts or draft.texts),
        "signature": (Text(facts.signature or facts.duty_identity),),
        "reference": (Text(facts.reference),),
    }
    return Sheet(spec, tuple(Field(key, values[key], limits.get(key, 0)) for key in spec.fields if values.get(key)))


def site(draft: Draft, says: Says, spec: FormSpec | None = None) -> Sheet:
    """The sheet for the form of the site itself; without a description of it one that has everything a form can ask."""
    return filled(draft, spec or FormSpec("site", draft.facts.host), says)


OF_A_REMOVAL = frozenset({"law", "relation", "authority"})


def later(draft: Draft, says: Says, spec: FormSpec) -> Sheet:
    """The sheet of what is written about an earlier notice: without the fields that only a request for removal fills."""
    fields = tuple(key for key in spec.fields if key not in OF_A_REMOVAL)
    return filled(draft, replace(spec, fields=fields), says)


def search(draft: Draft, says: Says, texts: Sequence[LanguageText] = ()) -> tuple[Sheet, ...]:
    """The sheets for search engines; `texts`: the notice as it is written to search engines."""
    engines = ENGINES_PROTECTED if draft.facts.kind is Kind.PROTECTED else ENGINES
    return tuple(filled(draft, spec, says, texts) for spec in engines)
