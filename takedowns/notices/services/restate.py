"""Compose an undecided notice again: with who looked, who signs, and what is known by now."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.people import selectors as people
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.services import verb
from agencies.workspace import duty
from takedowns.notices import facts, selectors
from takedowns.notices.batch import BEING_WRITTEN, OF_RECIPIENT
from takedowns.notices.models import Notice
from takedowns.notices.parts import PartKind
from takedowns.notices.services.claims import claim
from takedowns.notices.services.forms import parts_keep
from takedowns.notices.services.material import material_of
from takedowns.notices.services.retract import retraction_write
from takedowns.notices.services.settle import lead, settled
from takedowns.notices.services.write import composed
from takedowns.notices.states import OPEN
from takedowns.recipients import selectors as recipients


def notice_sign(actor: Actor, notice: Notice) -> bool:
    """Compose an undecided notice again with the duty identity of the officer who opened it, unless it is signed so already.

    In the caller's transaction, before the officer reads it: what is approved is what was shown. Whether it changed.
    """
    found = people.duty(actor, actor.user_id)
    open_still = notice.state in OPEN and not notice.approved_sha256
    if found is None or not open_still:
        return False
    if BEING_WRITTEN in notice.problems or (notice.about_id is None and _recipient_changed(actor, notice)):
        notice_restate(actor, notice)
        return True
    if not notice.text:
        return False
    relay = recipients.relay_at(actor, notice.provider, notice.recipient)
    own = {} if relay else tenancy.settings(actor).duty_titles
    titles = duty.titles(found[0], own, notice.languages)
    name = relay.name if relay else tenancy.agency(actor.agency_id).name
    if all(f"{titles[code]} {found[1]}, {name}" in notice.text for code in notice.languages):
        return False
    notice_restate(actor, notice)
    return True


def _recipient_changed(actor: Actor, notice: Notice) -> bool:
    """Whether what keeps this notice from its recipient, or who gets it, is not what it was when it was written.

    Asked in full only where something was or is in the way: most notices cost one question to the directory.
    """
    before = OF_RECIPIENT & set(notice.problems)
    if not before and not recipients.obstacles(actor, notice.provider, notice.recipient):
        return False
    packages = selectors.packages(actor, notice.pk)
    material = material_of(actor, packages, notice=notice)
    now = {*material.barred, *(["no_recipient"] if material.unknown else [])}
    return now != before or material.recipient != notice.recipient


def notice_restate(
    actor: Actor,
    notice: Notice,
    *,
    looked: str | None = None,
    signer: int | None = None,
    extra: Sequence[str] | None = None,
) -> Notice:
    """Compose again with who looked, in the caller's transaction; the digest changes, so an approval must see it first.

    `looked`: None for what the notice says by the time that nobody else writes it, which may not be what the caller read.
    `signer`: whose duty identity signs, where that is not the actor. `extra`: the papers wanted besides, where that changes.
    """
    rows = Notice.objects.visible_to(actor).filter(state__in=OPEN)
    row = rows.select_for_update(of=("self",), no_key=True).filter(id=notice.pk).first()  # no find joins meanwhile
    if row is None:
        return Notice.objects.visible_to(actor).get(id=notice.pk)
    if row.about_id is not None:
        retraction_write(actor, row, signer)
        return Notice.objects.visible_to(actor).get(id=notice.pk)
    looked = looked or row.looked
    packages, first, changed = selectors.packages(actor, row.pk), not row.languages, BEING_WRITTEN in row.problems
    lead(row, packages)
    taken = claim(actor, row, [package.match for package in packages])
    written = composed(
        material_of(actor, packages, signer, row), reference=row.reference, token=row.token, looked=facts.Looked(looked),
        known=["address_claimed"] if taken else [], extra=row.papers if extra is None else extra,
    )  # fmt: skip
    for name, value in written.values.items():
        setattr(row, name, value)
    row.save(update_fields=["match", "package", *written.values])
    parts_keep(actor, row, written.parts)
    if changed:
        settled(actor, row, packages, first=first)
    audit.record(
        actor, "notice.restate", subject_kind="notice", subject_id=notice.pk, case_id=notice.case_id,
        looked=looked, sha256=written.values["content_sha256"],
    )  # fmt: skip
    return Notice.objects.visible_to(actor).get(id=notice.pk)


def notice_renew(actor: Actor, notice: Notice) -> None:
    """Compose an undecided notice again because more is known about its find, in the caller's transaction."""
    if notice.state in OPEN and not notice.approved_sha256:
        notice_restate(actor, notice)


@verb("review.approve")
def notice_letter(actor: Actor, *, notice_id: int, wanted: bool) -> None:
    """Set an undecided notice as an official letter too, or no longer: one more part, so what was approved is approved anew."""
    notice = selectors.notice(actor, notice_id)
    if notice.state not in OPEN:
        raise Conflict(_("This notice is decided. Its parts stay as they were approved."))
    notice_restate(actor, notice, extra=[PartKind.LETTER.value] if wanted else [])
