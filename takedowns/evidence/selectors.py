"""Reads of evidence packages."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from agencies.people import selectors as people
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, NotFound
from agencies.workspace import duty
from cases.casework.states import protected
from takedowns.evidence import certificates, manifest, record
from takedowns.evidence.authorities import Authority, of_url
from takedowns.evidence.models import (
    CustodyEvent,
    EvidenceItem,
    EvidencePackage,
    EvidenceStamp,
    SealedArchive,
    SigningKey,
    StampAuthority,
)
from takedowns.evidence.report import StampGrade


def package(actor: Actor, package_id: int) -> EvidencePackage:
    """One package of a case that this actor may see; raises NotFound."""
    found = (
        EvidencePackage.objects.visible_to(actor)
        .select_related("case", "match", "signed_with")
        .filter(id=package_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def packages(actor: Actor) -> QuerySet[EvidencePackage]:
    """Packages of the cases that this actor may see."""
    return EvidencePackage.objects.visible_to(actor).select_related("case", "signed_with")


def of_match(actor: Actor, match_id: int) -> EvidencePackage | None:
    """A find's package, or None while it is being made."""
    return EvidencePackage.objects.visible_to(actor).filter(match_id=match_id).first()


def items(actor: Actor, package_id: int) -> list[EvidenceItem]:
    """A package's items without their content."""
    return list(
        EvidenceItem.objects.visible_to(actor).filter(package_id=package_id).defer("content").order_by("number")
    )


def contents(actor: Actor, package: EvidencePackage) -> QuerySet[EvidenceItem]:
    """A package's items with what opens their contents."""
    return EvidenceItem.objects.visible_to(actor).filter(package=package).select_related("package").order_by("number")


def item(actor: Actor, package_id: int, number: int) -> EvidenceItem:
    """One item with its content. Raises NotFound; Conflict for one that was destroyed; Forbidden for any picture in a case of
    protected age (HARMS 3).
    """
    found = package(actor, package_id)
    row = contents(actor, found).filter(number=number).first()
    if row is None:
        raise NotFound
    if number in removed(actor, package_id):
        raise Conflict(
            _("This picture was destroyed, because the case is protected. Its SHA-256 stays in the manifest.")
        )
    if protected(found.case.age_band) and record.is_raster(row.kind, bytes(row.content)):
        raise Forbidden("evidence.read")
    return row


def pictures(actor: Actor, package: EvidencePackage) -> list[EvidenceItem]:
    """Pictures that a package of a protected case still holds; none for other cases."""
    if not protected(package.case.age_band):
        return []
    return [row for row in contents(actor, package) if row.content and record.is_raster(row.kind, bytes(row.content))]


def removed(actor: Actor, package_id: int) -> dict[int, datetime]:
    """Number of each item that was destroyed, because the case became protected, and when; as the custody log says."""
    lines = CustodyEvent.objects.visible_to(actor).filter(package_id=package_id, action__startswith="removed item ")
    told = {record.removed_number(line.action): line.at for line in lines.order_by("id")}
    return {number: at for number, at in told.items() if number is not None}


def last_removal(actor: Actor, case_id: int) -> datetime | None:
    """When a picture in a package of this case was last destroyed."""
    lines = CustodyEvent.objects.visible_to(actor).filter(package__case_id=case_id)
    last: datetime | None = lines.filter(action__startswith="removed item ").aggregate(last=Max("at"))["last"]
    return last


def held_back(actor: Actor, package: EvidencePackage) -> list[str]:
    """Names of the items that are in no archive: pictures of a protected case, destroyed or not yet."""
    gone = removed(actor, package.pk)
    still = {row.pk for row in pictures(actor, package)}
    return [row.name for row in items(actor, package.pk) if row.number in gone or row.pk in still]


def readable(actor: Actor, package_id: int, name: str) -> str:
    """The words of a text item, or an empty string if the package has none of that name."""
    found = contents(actor, package(actor, package_id)).filter(name=name).first()
    return bytes(found.content).decode("utf-8", "replace") if found and found.kind == "text/plain" else ""


def custody(actor: Actor, package_id: int) -> list[CustodyEvent]:
    """Who touched the package, oldest first."""
    return list(CustodyEvent.objects.visible_to(actor).filter(package_id=package_id).order_by("id"))


def problems(actor: Actor, package_id: int) -> list[str]:
    """What does not fit between manifest, items and custody log; empty when the package is whole."""
    found = package(actor, package_id)
    gone, rows = removed(actor, package_id), list(contents(actor, found))
    lost = {row.name for row in rows if row.number in gone and not row.content}
    text = bytes(found.manifest)
    wrong = manifest.verify(text, {row.name: bytes(row.content) for row in rows if row.name not in lost})
    wrong = [problem for problem in wrong if problem.removesuffix(": missing.") not in lost]
    wrong += [f"{row.name}: was removed, and is there." for row in rows if row.number in gone and row.content]
    if manifest.manifest_sha256(text) != found.manifest_sha256:
        wrong.append("The manifest's digest does not fit.")
    if found.signed_with and not certificates.holds(found.signed_with.certificate, text, bytes(found.signature)):
        wrong.append("The signature does not fit.")
    digest = found.manifest_sha256
    for line in custody(actor, package_id):
        row = record.custody_row(found.pk, line.at, line.actor_kind, line.actor_user_id, line.action)
        if (digest := manifest.link(digest, row)) != line.digest:
            wrong.append("The custody log is broken.")
            break
    return [_in_words(sentence) for sentence in wrong]


def chain(actor: Actor, package_id: int) -> list[tuple[str, dict[str, Any]]]:
    """The custody log as it is exported: (link of the chain, values that it covers), oldest first."""
    return [
        (line.digest, record.custody_row(package_id, line.at, line.actor_kind, line.actor_user_id, line.action))
        for line in custody(actor, package_id)
    ]


def archive(actor: Actor, archive_id: int) -> SealedArchive:
    """One sealed archive of a case that this actor may see; raises NotFound."""
    rows = SealedArchive.objects.visible_to(actor).select_related("package__match", "package__case", "case")
    found = rows.filter(id=archive_id).first()
    if found is None:
        raise NotFound
    return found


def archives(actor: Actor, package_id: int) -> list[SealedArchive]:
    """A package's sealed archives without their contents, newest first."""
    rows = SealedArchive.objects.visible_to(actor).filter(package_id=package_id)
    return list(rows.select_related("case").defer("content").order_by("-id"))


def signing_key(actor: Actor) -> SigningKey | None:
    """The agency's key in use, or None before the first package."""
    return SigningKey.objects.visible_to(actor).filter(retired_at=None).first()


def signing_keys(actor: Actor) -> list[SigningKey]:
    """The agency's keys, newest first, without their private halves."""
    return list(SigningKey.objects.visible_to(actor).defer("private").order_by("-number"))


def authorities() -> list[Authority]:
    """Whom the portal asks for time stamps: those that the platform entered, else the one of the audit trail's anchors."""
    rows = StampAuthority.objects.filter(active=True).order_by("id")
    found = [Authority(row.name, row.url, row.roots, StampGrade(row.grade), row.trust_list) for row in rows]
    if found or not settings.TSA_URL:
        return found
    try:
        roots = Path(settings.TSA_ROOTS).read_text(encoding="ascii") if settings.TSA_ROOTS else ""
    except (OSError, ValueError):
        return []
    return [of_url(settings.TSA_URL, roots)]


def stamps(actor: Actor, package_id: int) -> list[EvidenceStamp]:
    """A package's time stamps, and authorities that were asked in vain so far."""
    return list(EvidenceStamp.objects.visible_to(actor).filter(package_id=package_id).order_by("id"))


def unstamped(actor: Actor, package_id: int) -> list[Authority]:
    """Authorities that have not stamped the package yet."""
    done = {row.authority for row in stamps(actor, package_id) if row.token}
    return [one for one in authorities() if one.name not in done]


def _in_words(sentence: str) -> str:
    """A sentence of words.PROBLEMS in the reader's language; the name of a file before it stays as it is."""
    name, colon, text = sentence.rpartition(": ")
    return f"{name}{colon}{_(text)}"


def duty_identity(actor: Actor, user_id: int | None = None) -> str:
    """Title and number of a person at work, or of the first officer (HARMS 24), in English and Korean; "" for nobody."""
    found = (people.duty(actor, user_id) if user_id else None) or people.duty(actor, None)
    if found is None:
        return ""
    titles = duty.titles(found[0], tenancy.settings(actor).duty_titles, ("en", "ko"))
    agency = tenancy.agency(actor.agency_id).name
    return f"{titles['en']} {found[1]} / {titles['ko']} {found[1]}, {agency}"
