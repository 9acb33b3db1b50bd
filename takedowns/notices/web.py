"""What the pages about notices share."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from cases.casework.web import table
from takedowns.notices import bases, blocks, papers, selectors, shown, words
from takedowns.notices.choose import Why
from takedowns.notices.facts import Trouble
from takedowns.notices.languages import LANGUAGES
from takedowns.notices.parts import Listed, Part, PartKind
from takedowns.notices.states import BlockState
from takedowns.recipients import rules
from takedowns.recipients import selectors as directory
from takedowns.recipients import web as provider_web
from takedowns.recipients import words as recipients


def problem_text(name: str) -> str:
    """A named problem in a sentence: what is missing and what to do."""
    if name in shown.PROBLEMS:
        return _(shown.PROBLEMS[name])
    trouble, _colon, what = name.partition(":")
    if trouble not in set(Trouble):
        return name
    return _(words.TROUBLE[Trouble(trouble)]) % {"what": _(words.WHAT.get(what, what)) if what else ""}


def problem_texts(names: list[str]) -> list[str]:
    """All named problems; a missing mandate is said once."""
    said_already = {f"{Trouble.MISSING}:mandate_reference"} if "no_mandate" in names else set()
    return [problem_text(name) for name in names if name not in said_already]


def reasons(notice: Any) -> list[str]:
    """Why this legal basis, sentence by sentence."""
    rows = [(row["key"], row["values"]) for row in notice.reasons if row["key"] in set(Why)]
    return [_(words.WHY[Why(key)]) % _complete(values) for key, values in rows]


def _complete(values: dict[str, str]) -> dict[str, str]:
    capacity = values.get("capacity", "–")
    whole = {"code": "–", "country": "–", "open": "–"} | values
    return whole | {"capacity": _(words.CAPACITIES[capacity]) if capacity in words.CAPACITIES else capacity}


def block_table(notice: Any) -> dict[str, Any]:
    """The blocks of a notice: code, language, version, what lawyers said, and the digest of the words."""
    said = selectors.reviews()
    rows = [
        [
            {"text": used["code"], "code": True},
            language_names([used["language"]]),
            str(used["version"]),
            _("your agency's own words") if used["own"] else _review_text(said.get((used["code"], used["language"], used["sha256"]))),
            {"text": used["sha256"][:16], "code": True},
        ]
        for used in notice.blocks
    ]  # fmt: skip
    head = [_("Block"), _("Language"), _("Version"), _("Review"), _("SHA-256, first 16 digits")]
    return table(_("Blocks"), head, rows, _("This notice has no text yet."))


def _review_text(row: Any) -> str:
    if row is None:
        return _("not reviewed yet")
    words_of = {"by": row.reviewed_by, "day": row.reviewed_on.isoformat()}
    return (
        _("retired by %(by)s on %(day)s") if row.state == BlockState.RETIRED else _("reviewed by %(by)s on %(day)s")
    ) % words_of


def stated_rows(notice: Any) -> list[dict[str, Any]]:
    """What officers stated for elements that a law demands."""
    return [{"key": _(words.WHAT[key]), "value": said} for key, said in selectors.stated(notice).items()]


def added_rows(notice: Any) -> list[dict[str, Any]]:
    """What officers added of their own accord."""
    found = selectors.told_of(notice)
    names = {"remark": _("Remark"), "police_file": _("File number of the police")}
    return [{"key": name, "value": found[key]} for key, name in names.items() if key in found]


def text_at(request: HttpRequest) -> dict[str, str]:
    """Which block in which language a page is about. Raises NotFound."""
    code, language = request.GET.get("code", "frame.site"), request.GET.get("language", "en")
    if code not in blocks.registry() or language not in LANGUAGES:
        raise NotFound
    return {"code": code, "language": language}


def text_url(*, code: str, language: str) -> str:
    """The page of one block in one language."""
    return f"{reverse('text-block')}?{urlencode({'code': code, 'language': language})}"


def text_table(actor: Actor, language: str) -> dict[str, Any]:
    """All blocks in one language."""
    said = selectors.reviews()
    own = {(row.code, row.state) for row in selectors.variants(actor).filter(language=language)}
    rows = [
        [
            {"url": text_url(code=code, language=language), "text": code},
            str(blocks.versions()[code][0]),
            _review_text(said.get((code, language, selectors.block_digest(code, language)))),
            ", ".join(_(shown.BLOCKS[state]) for state in BlockState if (code, state) in own) or "–",
        ]
        for code in blocks.registry()
    ]
    return table(_("Blocks"), [_("Block"), _("Version"), _("Review"), _("Your agency's own words")], rows, "")


def text_page(actor: Actor, *, code: str, language: str) -> dict[str, Any]:
    """One block with its sentences, and the agency's own words for it."""
    digest = selectors.block_digest(code, language)
    rows = list(selectors.variants(actor).filter(code=code, language=language))
    return {
        "code": code,
        "language": LANGUAGES[language],
        "version": blocks.versions()[code][0],
        "review_text": _review_text(selectors.reviews().get((code, language, digest))),
        "lines": selectors.block_lines(code, language),
        "variants": [
            {"row": row, "state": _(shown.BLOCKS[row.state]), "lines": row.lines.splitlines(), "mine": row.written_by == actor.user_id,
             "draft": row.state == BlockState.DRAFT, "lapsed": row.base_sha256 != digest}
            for row in rows
        ],
        "at": urlencode({"code": code, "language": language}),
    }  # fmt: skip


def citation(code: str) -> str:
    """The law that a notice rests on, as it is cited."""
    return next((f"{row.citation} ({row.code})" for row in bases.load() if row.code == code), "") if code else ""


def language_names(codes: list[str]) -> str:
    """Languages by their own names, in the order of the notice."""
    return ", ".join(LANGUAGES[code].name if code in LANGUAGES else code for code in codes)


def looked(value: str) -> str:
    """Who looked, in words."""
    return _(shown.LOOKED.get(value, value))


def recipient(actor: Actor, notice: Any) -> dict[str, Any]:
    """Who gets the notice and by which way, how dangerous that is, and what is left out for it (HARMS 26).

    For a host that nobody answers for: what registries said of it, which the platform's staff check.
    """
    provider = notice.provider
    if provider is None:
        return {"provider": None, "found": _found(notice.match.page_url)}
    danger, relay = directory.relay_for(actor, provider)
    risk, tone = recipients.RISKS[provider.risk]
    own = _("your agency") if not danger else _(recipients.THROUGH_RELAY)
    out = rules.left_out(provider.risk, lumen=provider.lumen, forwards=provider.forwards, relayed=relay is not None)
    rows = [
        {"key": _("Name"), "value": provider.name},
        {"key": _("Abuse contact"), "value": notice.recipient or _("not known"), "code": bool(notice.recipient)},
        {"key": _("Kind"), "value": _(recipients.KINDS[provider.kind])},
        {"key": _("Country"), "value": provider.country},
        {"key": _("Ways, in their order"), "value": provider_web.order(provider)},
        {
            "key": _("Who writes to it"),
            "value": _("%(name)s, your relay partner") % {"name": relay.name} if relay else own,
        },
        {"key": _("What it does with notices"), "value": provider_web.leaks(provider)},
        {"key": _("Left out of notices"), "value": provider_web.in_words(out)},
        {"key": _("Material with minors"), "value": _(recipients.CSAM[provider.csam_policy])},
        {"key": _("Checked on"), "value": provider.verified_on.isoformat() if provider.verified_on else _("never")},
    ]
    advice = "" if provider.risk == "none" else _(recipients.RISK_ADVICE)
    return {
        "provider": provider, "rows": rows, "risk": _(risk), "tone": tone, "advice": advice,
        "dead": directory.dead(actor, provider.abuse_email),
        "own_word": directory.own_word(actor, provider.abuse_email),
        "url": reverse("provider-detail", args=[provider.pk]) if provider.listed else "",
    }  # fmt: skip


def _found(url: str) -> list[str]:
    """What registries said about a host, a sentence each."""
    return [
        _("%(address)s: %(scope)s, by %(source)s")
        % {
            "address": row.address,
            "scope": _(recipients.SCOPES[row.scope]),
            "source": _(recipients.SOURCES[row.source]),
        }
        for row in directory.found_for(url)
    ]


def part_list(listed: Sequence[Listed]) -> list[dict[str, Any]]:
    """The parts of a notice for the include notices/parts.html: number in its addresses, words, size and digest."""
    return [
        {
            "number": number,
            "row": row,
            "word": _(words.PARTS[row.kind]),
            "variant": row.variant,
            "size": filesizeformat(row.size),
            "unconfirmed": _(words.BOXES_UNCONFIRMED) if row.kind in papers.UNCONFIRMED else "",
        }
        for number, row in enumerate(listed, start=1)
    ]


def sheet_list(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """The filled-in forms of a notice for the page of sheets, fields in words; what was shortened or does not fit is said."""
    return [_sheet(json.loads(part.content)) for part in parts if part.kind is PartKind.SHEET]


def _sheet(data: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {
            "key": f"{data['variant']}-{field['key']}-{number}",
            "word": _(words.FIELDS.get(field["key"], field["key"])),
            "limit": field["limit"],
            "over": bool(field["limit"]) and text["length"] > field["limit"],
            "language": language_names([text["language"]]) if text["language"] else "",
            "lines": min(12, text["text"].count("\n") + len(text["text"]) // 80 + 1),
            "text": text,
        }
        for field in data["fields"]
        for number, text in enumerate(field["texts"], start=1)
    ]
    return data | {"rows": rows, "channel": "form" if data["variant"] == "site" else data["variant"]}


def covered(actor: Actor, notice: Any) -> list[tuple[int, str]]:
    """(id, addresses) of the finds that a notice still covers."""
    gone = {number for row in selectors.retractions(actor, notice.pk) if row.state == "sent" for number in row.gone}
    rows = [target.match for target in selectors.targets(actor, notice.pk) if target.match_id not in gone]
    return [(match.pk, " ".join(selectors.addresses(match))) for match in rows]


def taken_back(actor: Actor, notice: Any) -> dict[str, Any] | None:
    """Of what is written about an earlier notice: which one, and what of it; None for a notice."""
    if notice.about_id is None:
        return None
    about = selectors.notice(actor, notice.about_id)
    gone = [target.match for target in selectors.targets(actor, about.pk) if target.match_id in set(notice.gone)]
    return {
        "notice": about,
        "kind": _(words.KINDS[notice.kind]),
        "why": _(words.TAKEN_BACK.get(notice.why, words.KEPT)),
        "addresses": [address for match in gone for address in selectors.addresses(match)],
    }


def retraction_lines(actor: Actor, notice: Any) -> list[dict[str, Any]]:
    """What was written about a notice later, drafted or sent, oldest first."""
    return [{"row": row, "kind": _(words.KINDS[row.kind])} for row in selectors.about(actor, notice.pk)]
