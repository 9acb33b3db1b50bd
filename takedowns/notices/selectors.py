"""Reads of notices and of the lawyers' confirmations."""

import json
from collections.abc import Collection, Iterable
from datetime import date
from hashlib import sha256

from django.db.models import Q, QuerySet

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from cases.casework import selectors as casework
from cases.detection import pagefold
from cases.detection.models import Match
from takedowns.evidence.models import EvidencePackage
from takedowns.notices import adapters, bases, blocks, retraction, stored
from takedowns.notices.models import BasisConfirmation, BlockReview, BlockVariant, Notice, NoticePart, NoticeTarget
from takedowns.notices.parts import Listed, Part, PartKind, digest
from takedowns.notices.states import TAKING_BACK, BlockState, NoticeKind
from takedowns.recipients.models import Provider

HEAVY = ("text", "html", "content")


def confirmations() -> dict[str, bases.Confirmation]:
    """Confirmed legal bases by code."""
    return {
        row.code: bases.Confirmation(
            verified_by=row.verified_by,
            verified_on=row.verified_on,
            row_sha256=row.row_sha256,
            expires=row.expires_on,
            settled=row.settled,
        )
        for row in BasisConfirmation.objects.all()
    }


def basis_confirmed(today: date) -> bool:
    """Whether a notice can rest on any row of the table of legal bases today."""
    confirmed = confirmations()
    return any(bases.usable(basis, confirmed, today) for basis in bases.load())


def notices(actor: Actor, case_id: int | None = None) -> QuerySet[Notice]:
    """Notices of the cases that this actor may see, newest first, without their bodies; of golden cases only if one is named."""
    rows = Notice.objects.visible_to(actor).defer(*HEAVY)
    rows = rows.select_related("case", "match", "provider").order_by("-id")
    return rows.filter(case__golden=False) if case_id is None else rows.filter(case_id=case_id)


def notice(actor: Actor, notice_id: int) -> Notice:
    """One notice with its bodies; raises NotFound."""
    rows = Notice.objects.visible_to(actor)
    found = rows.select_related("case", "match__fingerprint", "provider", "package").filter(id=notice_id).first()
    if found is None:
        raise NotFound
    return found


def block_lines(code: str, language: str) -> tuple[str, ...]:
    """A block's own sentences in this language, with their placeholders. Raises KeyError."""
    return blocks.text_of(code, adapters.catalogue(language).gettext)


def block_digest(code: str, language: str) -> str:
    """Digest of a block's own sentences in this language as they read now. Raises KeyError."""
    return blocks.digest(block_lines(code, language))


def reviews() -> dict[tuple[str, str, str], BlockReview]:
    """The lawyers' words on blocks, by code, language and digest of the words."""
    return {(row.code, row.language, row.sha256): row for row in BlockReview.objects.all()}


def retired() -> frozenset[tuple[str, str, str]]:
    """Code, language and digest of the blocks that no notice may use."""
    rows = BlockReview.objects.filter(state=BlockState.RETIRED)
    return frozenset(rows.values_list("code", "language", "sha256"))


def variants(actor: Actor) -> QuerySet[BlockVariant]:
    """The agency's own words for blocks, retired ones left out."""
    rows = BlockVariant.objects.visible_to(actor).exclude(state=BlockState.RETIRED)
    return rows.order_by("code", "language", "state")


def variants_in_use(actor: Actor) -> dict[tuple[str, str], tuple[str, ...]]:
    """Reviewed words by code and language; those whose block changed since lie still until they are written anew."""
    rows = [row for row in variants(actor).filter(state=BlockState.REVIEWED) if row.code in blocks.registry()]
    return {
        (row.code, row.language): tuple(row.lines.splitlines())
        for row in rows
        if row.base_sha256 == block_digest(row.code, row.language)
    }


def variant(actor: Actor, variant_id: int) -> BlockVariant:
    """One of them; raises NotFound."""
    found = variants(actor).filter(id=variant_id).first()
    if found is None:
        raise NotFound
    return found


def part_rows(actor: Actor, notice_id: int) -> QuerySet[NoticePart]:
    """The rows of a notice's parts, without their bytes."""
    return NoticePart.objects.visible_to(actor).filter(notice_id=notice_id).defer("content").order_by("kind", "variant")


def parts_listed(actor: Actor, notice: Notice) -> list[Listed]:
    """The parts of a notice as its manifest lists them; empty while something is missing in it."""
    rows = [
        Listed(PartKind(row.kind), row.variant, row.language, row.name, row.media_type, row.size, row.sha256)
        for row in part_rows(actor, notice.pk)
    ]
    return sorted(rows or (part.listed for part in _older(notice)))


def parts_of(actor: Actor, notice: Notice) -> tuple[Part, ...]:
    """The parts of a notice with their bytes, opened; empty while something is missing in it."""
    rows = list(NoticePart.objects.visible_to(actor).select_related("notice").filter(notice_id=notice.pk))
    return tuple(
        Part(
            PartKind(row.kind), _bytes(notice.content if row.kind == PartKind.MESSAGE else row.content),
            row.media_type, row.name, row.language, row.variant,
        )
        for row in rows
    ) or _older(notice)  # fmt: skip


def _bytes(content: bytes | None) -> bytes:
    return bytes(content or b"")


def _older(notice: Notice) -> tuple[Part, ...]:
    """The parts of a notice that was composed before they were kept apart."""
    return stored.parts_of(bytes(notice.content)) if notice.content else ()


def part(actor: Actor, notice: Notice, kind: str, variant: str = "") -> Part:
    """One part with its bytes; raises NotFound."""
    found = next((one for one in parts_of(actor, notice) if (one.kind, one.variant) == (kind, variant)), None)
    if found is None:
        raise NotFound
    return found


def digest_now(actor: Actor, notice: Notice) -> str:
    """The digest that people approve, from the bytes as they are stored now: all parts, opened and hashed anew.

    Of a notice that was composed before its parts were kept: the message's. Empty while something is missing.
    """
    if not part_rows(actor, notice.pk).exists():
        return sha256(bytes(notice.content)).hexdigest() if notice.content else ""
    return digest(one.listed for one in parts_of(actor, notice))


def stated(notice: Notice | None) -> dict[bases.Element, str]:
    """What officers stated for a notice so far, by the element that a law demands."""
    found = told_of(notice)
    return {key: found[key] for key in bases.Element if key in found}


def told_of(notice: Notice | None) -> dict[str, str]:
    """All that officers added to a notice: elements that a law demands, the police's file number, a remark and its language."""
    return {str(key): str(said) for key, said in json.loads((notice and notice.stated) or "{}").items()}


def targets(actor: Actor, notice_id: int) -> list[NoticeTarget]:
    """The finds of a notice in the order in which it names them."""
    rows = NoticeTarget.objects.visible_to(actor).filter(notice_id=notice_id)
    return list(rows.select_related("match__fingerprint", "package").order_by("id"))


def matches(actor: Actor, notice: Notice) -> list[Match]:
    """The finds of a notice; of one that takes another back, the one that stands for it."""
    return [target.match for target in targets(actor, notice.pk)] or [notice.match]


def taking_back_stops(actor: Actor, notice: Notice) -> list[str]:
    """Names of what stops a correction or withdrawal now; a mistake is put right whatever the person agreed to (HARMS 19)."""
    stops = casework.reasons_not_to_send(actor, notice.case_id, country=notice.country)
    found = [name for name in stops if name in retraction.STOPS]
    if notice.kind != NoticeKind.PRESERVATION:
        return found
    return list(dict.fromkeys([*found, *keeps_from_police(actor, notice), *excluded_now(actor, notice, [])]))


def keeps_from_police(actor: Actor, notice: Notice) -> list[str]:
    """A name if the person wants nothing of her case to go to the police."""
    kept = casework.reasons_not_to_send_to(actor, notice.case_id, countries=[], hosts=[], name="", kind="police")
    return [name for name in kept if name == "police_excluded"]


def retractions(actor: Actor, notice_id: int) -> list[Notice]:
    """Corrections and withdrawals of a notice, oldest first, without their bodies."""
    return [row for row in about(actor, notice_id) if row.kind in TAKING_BACK]


def about(actor: Actor, notice_id: int) -> list[Notice]:
    """What was written about a notice later, oldest first, without the bodies."""
    return list(Notice.objects.visible_to(actor).filter(about_id=notice_id).defer(*HEAVY).order_by("id"))


def takes_back(notice: Notice) -> bool:
    """Whether it corrects or withdraws another one."""
    return notice.kind in TAKING_BACK


def sent_about(actor: Actor, fingerprint_id: int) -> dict[int, list[int]]:
    """Sent notices that name finds of a registration: the ids of these finds by notice."""
    rows = NoticeTarget.objects.visible_to(actor).filter(match__fingerprint_id=fingerprint_id, notice__state="sent")
    found: dict[int, list[int]] = {}
    for notice_id, match_id in rows.order_by("notice_id", "id").values_list("notice_id", "match_id"):
        found.setdefault(notice_id, []).append(match_id)
    return found


def excluded(
    actor: Actor, case_id: int, *, country: str, provider: Provider | None, addresses: Iterable[str]
) -> list[str]:
    """Names of what the person excluded that this country, this provider or one of these pages or mail addresses is."""
    known = [provider] if provider else []
    return casework.reasons_not_to_send_to(
        actor, case_id, countries=[country, *(one.country for one in known)],
        hosts=[*addresses, *(one.abuse_email for one in known)],
        name="".join(one.name for one in known), kind="".join(one.kind for one in known),
    )  # fmt: skip


def excluded_now(actor: Actor, notice: Notice, targets: Iterable[NoticeTarget]) -> list[str]:
    """The same for a notice and its finds."""
    pages = [target.match.page_url for target in targets]
    return excluded(
        actor, notice.case_id, country=notice.country, provider=notice.provider, addresses=[notice.recipient, *pages]
    )


def target_of(actor: Actor, match_id: int) -> NoticeTarget | None:
    """The place of a find in its notice, or None before one is drafted."""
    return NoticeTarget.objects.visible_to(actor).filter(match_id=match_id).first()


def also_of(actor: Actor, case_id: int, *, clusters: Collection[str], pages: Collection[str]) -> list[int]:
    """Notices of a case about a file of one of these clusters or one of these pages."""
    rows = NoticeTarget.objects.visible_to(actor).filter(case_id=case_id)
    same = Q(match__cluster__in=clusters) | Q(match__page_url__in=pages)
    return list(rows.filter(same).values_list("notice_id", flat=True).distinct())


def packages(actor: Actor, notice_id: int) -> list[EvidencePackage]:
    """The evidence of all finds of a notice, in their order, with find and case."""
    rows = EvidencePackage.objects.visible_to(actor).select_related("match", "case")
    found = {row.pk: row for row in rows.filter(id__in=_package_ids(actor, notice_id))}
    return [found[number] for number in _package_ids(actor, notice_id) if number in found]


def _package_ids(actor: Actor, notice_id: int) -> list[int]:
    rows = NoticeTarget.objects.visible_to(actor).filter(notice_id=notice_id)
    return list(rows.order_by("id").values_list("package_id", flat=True))


def fingerprints(actor: Actor, notice_id: int) -> list[int]:
    """The registrations behind the finds of a notice."""
    rows = NoticeTarget.objects.visible_to(actor).filter(notice_id=notice_id)
    return list(rows.order_by("match__fingerprint_id").values_list("match__fingerprint_id", flat=True).distinct())


def addresses(match: Match) -> tuple[str, ...]:
    """What a notice names of one find: its page, other posts of the same, and its media; lists of posts are left out."""
    posts = [page for page in match.other_pages if not pagefold.page(page).listing]
    return tuple(dict.fromkeys((match.page_url, *posts, *match.media_urls)))
