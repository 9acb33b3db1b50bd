"""The blocks that notices are made of: named lists of sentences, each with a version and a digest per language.

One legal block per basis and kind of material, one frame per recipient, and shared blocks. The sentences are in wording*.py, their
translations in the catalogues; blocks.json holds the version of each block with the digest of its English text, so a changed
sentence needs a new version.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources

from takedowns.notices import wording, wording_forms, wording_frames, wording_law
from takedowns.notices.bases import REPORTED_TO, Basis, Element, Kind, Recipient, Role, load
from takedowns.notices.facts import NonConsent

NO_PROCEDURE = frozenset({"ca-cc-162-1"})  # names an offence; a sentence "request under" would claim more
EXTRAS: Mapping[str, tuple[str, ...]] = {
    "jp-image-act-4": (wording_law.SHORT_PERIOD,),
    "jp-platform-act": (wording_law.ANSWER,),
    "kr-network-44-2": (wording_law.TEMPORARY,),
    "nl-ntd": (wording_law.NOT_CONTACTED,),
    "nl-ntd-csam": (wording_law.NOT_CONTACTED,),
    "sg-osra": (wording_law.REFERRAL,),
    "us-17usc512c3": (wording_law.OWN_WORK,),
}
STATEMENTS: Mapping[Element, str] = {**wording.STATEMENTS, **wording_law.DECLARATIONS}
CONSENT: Mapping[NonConsent, tuple[str, ...]] = {
    **wording.NON_CONSENT,
    NonConsent.RECORD: (wording_law.RELIED_ON_RECORD,),
    NonConsent.ORGANISATION: (wording_law.RELIED_ON_ORGANISATION,),
}
DEADLINES: Mapping[str, str] = {
    **wording.PHRASES,
    "law": wording.BY_LAW,
    "code": wording_law.BY_CODE,
    "asked": wording_law.ASKED,
    "expeditiously": wording_law.EXPEDITIOUSLY,
    "diligently": wording_law.DILIGENTLY,
    "after_enquiry": wording_law.AFTER_ENQUIRY,
}
COPIES = {wording.COPIES: "shared.copies", wording_frames.ELSEWHERE: "shared.elsewhere"}


@dataclass(frozen=True, order=True)
class Used:
    """A block in one language as a notice used it; `own`: in the agency's own variant."""

    code: str
    language: str
    version: int
    sha256: str
    own: bool = False


def choosable(basis: Basis) -> bool:
    """Whether a notice may rest on this row at all, were it confirmed: those of authorities and providers never."""
    return basis.role is not Role.INFORMATION


def carries(basis: Basis, recipient: Recipient) -> bool:
    """Whether the row can carry a notice to this recipient by itself."""
    return basis.role is Role.NOTICE or (basis.role is Role.REPORT and recipient in basis.addressees)


def legal_code(basis: Basis, kind: Kind, recipient: Recipient, *, first: bool = True) -> str:
    """The code of the legal block: `legal` for whom the law binds, `aside` for others, `also` for a second basis."""
    if basis.role is Role.SUPPLEMENT or not first:
        return f"also.{basis.code}.{kind}"
    return f"{'legal' if recipient in basis.addressees else 'aside'}.{basis.code}.{kind}"


def _legal(basis: Basis, kind: Kind) -> dict[str, tuple[str, ...]]:
    """The legal blocks of one row for one kind of material."""
    offence = (wording_law.OFFENCE,) if kind in basis.offences else ()
    if basis.role is Role.SUPPLEMENT:
        return {"also": offence}
    extra = EXTRAS.get(basis.code, ())
    own = wording.LEGAL.get(basis.code, {}).get(kind)
    if own:
        grounds = own[1:2] if basis.code in wording.WITH_GROUNDS else ()
        return {"legal": own, "also": own, "aside": (wording_law.SERVICE_UNDER, *grounds)}
    under = wording_law.REPORT_UNDER if basis.role is Role.REPORT else wording_law.NOTICE_UNDER
    first = () if basis.code in NO_PROCEDURE else (under,)
    found = {"legal": (*first, *offence, *extra), "also": (wording_law.ALSO_UNDER, *offence, *extra)}
    return found | ({"aside": (wording_law.SERVICE_UNDER, *offence)} if basis.role is Role.NOTICE else {})


def _preservation() -> dict[str, tuple[str, ...]]:
    return {
        f"shared.preservation.{recipient}.{kind}": said
        for recipient in Recipient
        for kind in Kind
        if (said := wording_frames.preservation(recipient, kind))
    }


def _later() -> dict[str, tuple[str, ...]]:
    """What is written about a notice later."""
    return {
        "shared.remark": (wording_forms.REMARK, wording_forms.REMARK_ORIGINAL),
        "shared.preserve.title": (wording_forms.PRESERVE_TITLE,),
        "shared.preserve": (wording_forms.PRESERVE_SCOPE, wording_forms.PRESERVE_TERM, wording_forms.PRESERVE_FOR),
        "shared.retraction.words": (
            wording_forms.WITHDRAWAL_SUBJECT, wording_forms.CORRECTION_SUBJECT, wording_forms.NO_LONGER,
        ),
        "shared.retraction.withdrawal": (wording_forms.WITHDRAWN,),
        "shared.retraction.correction": (wording_forms.CORRECTED,),
        "shared.retraction.wish": (wording_forms.ENDED,),
        "shared.cause.mistake": (wording_forms.MISTAKE,),
        "shared.cause.justified": (wording_forms.JUSTIFIED,),
    }  # fmt: skip


@cache
def registry() -> Mapping[str, tuple[str, ...]]:
    """Every block by its code: the msgids of its sentences, in order. A frame begins with subject, title and address line."""
    frames = {
        f"frame.{each}": (
            wording_frames.SUBJECTS[each], wording_frames.TITLES[each], wording_frames.TO[each], *wording_frames.ASKS[each],
        )
        for each in Recipient
    }  # fmt: skip
    legal = {
        f"{form}.{basis.code}.{kind}": said
        for basis in load()
        if choosable(basis)
        for kind in basis.content_classes
        for form, said in _legal(basis, kind).items()
    }
    single: dict[str, tuple[str, ...]] = {
        "shared.opening": (wording.OPENING[1],),
        "shared.versions": (wording.UNNAMED, wording.VERSIONS),
        "shared.words": (*wording.HEADINGS.values(), *wording.LABELS.values(), *wording.BANDS.values()),
        "shared.values": (*wording_law.VALUES.values(), wording_forms.POLICE_HEADING),
        "shared.copies": (wording.COPIES,),
        "shared.elsewhere": (wording_frames.ELSEWHERE,),
        "shared.confidentiality": (wording.CONFIDENTIALITY,),
        "shared.contest": (wording.CONTEST,),
        "shared.duty": (wording.DUTY,),
        "shared.police": (wording_forms.POLICE_CONTACT,),
        "shared.police_file": (wording_forms.POLICE_FILE,),
        "shared.shortest": (wording_law.SHORTEST,),
    }
    tables: dict[str, Mapping[str, tuple[str, ...]]] = {
        "capacity": {key: (said,) for key, said in wording.CAPACITIES.items()},
        "material": {key: (*said, wording.NO_PICTURE) for key, said in wording.MATERIAL.items()},
        "statement": {key: (said,) for key, said in STATEMENTS.items()},
        "consent": {key: said for key, said in CONSENT.items() if said},
        "identified": {key: (said,) for key, said in wording.IDENTIFIED.items()},
        "looked": {key: (said,) for key, said in wording.LOOKED.items()},
        "deadline": {key: (said,) for key, said in DEADLINES.items()},
    }
    shared = {f"shared.{name}.{key}": said for name, table in tables.items() for key, said in table.items()}
    return {**frames, **legal, **single, **shared, **_preservation(), **_later()}


def text_of(code: str, say: Callable[[str], str]) -> tuple[str, ...]:
    """The sentences of a block in the language of `say`, with their placeholders. Raises KeyError for an unknown code."""
    return tuple(say(message) for message in registry()[code])


def digest(lines: tuple[str, ...]) -> str:
    """SHA-256 over the sentences with their placeholders, one a line."""
    return sha256("\n".join(lines).encode()).hexdigest()


@cache
def versions() -> Mapping[str, tuple[int, str]]:
    """Version and digest of the English text of each block, as blocks.json has them."""
    text = resources.files("takedowns.notices").joinpath("blocks.json").read_text(encoding="utf-8")
    return {code: (int(version), str(sha)) for code, (version, sha) in json.loads(text).items()}


def copies_code(recipient: Recipient) -> str | None:
    """The block that asks for the copies, or None for those who cannot remove anything."""
    return None if recipient in REPORTED_TO else COPIES[wording_frames.COPIES_TO[recipient]]
