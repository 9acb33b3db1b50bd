"""An agency's own words for a block of its notices: written by one person, reviewed by another, used until the block changes."""

from collections.abc import Sequence

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.services import verb
from takedowns.notices import adapters, blocks, variants, words
from takedowns.notices.languages import LANGUAGES
from takedowns.notices.models import BlockVariant
from takedowns.notices.states import BlockState


@verb("texts.write")
def variant_write(actor: Actor, *, code: str, language: str, text: str) -> BlockVariant:
    """Write the agency's own sentences of a block, one a line; a draft that was not reviewed yet is replaced.

    Raises NotFound for an unknown block or language, and Invalid with the sentence that lost something.
    """
    if code not in blocks.registry() or language not in LANGUAGES:
        raise NotFound
    base = blocks.text_of(code, adapters.catalogue(language).gettext)
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if found := variants.findings(lines, base, language):
        raise Invalid(_said(found, base), "text")
    rows = BlockVariant.objects.visible_to(actor).filter(code=code, language=language)
    rows.filter(state=BlockState.DRAFT).update(state=BlockState.RETIRED)
    row = BlockVariant.objects.create(
        agency_id=actor.agency_id, code=code, language=language, base_sha256=blocks.digest(base), lines="\n".join(lines),
        sha256=blocks.digest(tuple(lines)), written_by=actor.user_id or 0,
    )  # fmt: skip
    audit.record(actor, "texts.write", subject_kind="blockvariant", subject_id=row.pk, sha256=row.sha256)
    return row


def _said(found: Sequence[variants.Finding], base: Sequence[str]) -> str:
    first = found[0]
    return _(words.FAULTS[first.fault]) % {"line": first.line, "count": len(base)}


@verb("texts.review")
def variant_review(actor: Actor, *, variant_id: int, sha256: str, read_by: str) -> None:
    """Put a draft to use after a lawyer, named in `read_by`, read exactly these words (`sha256`). Never by who wrote it.

    Raises NotFound, Invalid, and Conflict when it is no draft any more, changed, or the block itself changed meanwhile.
    """
    row = BlockVariant.objects.visible_to(actor).select_for_update().filter(id=variant_id).first()
    if row is None:
        raise NotFound
    if not read_by.strip():
        raise Invalid(_("Name the lawyer who read these words."), "read_by")
    if row.state != BlockState.DRAFT or row.sha256 != sha256:
        raise Conflict(_("These words changed, or somebody was first. Nothing was changed; read them again."))
    if row.written_by == actor.user_id:
        raise Conflict(_("Who wrote the words cannot review them. Ask a colleague."))
    if row.base_sha256 != current(row.code, row.language):
        raise Conflict(_("The portal's own block changed meanwhile. Write the words anew on top of it."))
    others = BlockVariant.objects.visible_to(actor).filter(code=row.code, language=row.language)
    others.filter(state=BlockState.REVIEWED).update(state=BlockState.RETIRED)
    row.read_by, row.state, row.reviewed_by, row.reviewed_at = (
        read_by.strip(),
        BlockState.REVIEWED,
        actor.user_id,
        Now(),
    )
    row.save(update_fields=["read_by", "state", "reviewed_by", "reviewed_at"])
    audit.record(actor, "texts.review", subject_kind="blockvariant", subject_id=row.pk, sha256=row.sha256)


@verb("texts.write")
def variant_retire(actor: Actor, *, variant_id: int) -> None:
    """Go back to the portal's own words. Raises NotFound."""
    row = BlockVariant.objects.visible_to(actor).filter(id=variant_id).first()
    if row is None:
        raise NotFound
    live = BlockVariant.objects.visible_to(actor).filter(id=row.pk).exclude(state=BlockState.RETIRED)
    if live.update(state=BlockState.RETIRED):
        audit.record(actor, "texts.retire", subject_kind="blockvariant", subject_id=row.pk, sha256=row.sha256)


def current(code: str, language: str) -> str:
    """Digest of the block's own sentences in this language now; empty for a block that is gone."""
    if code not in blocks.registry() or language not in LANGUAGES:
        return ""
    return blocks.digest(blocks.text_of(code, adapters.catalogue(language).gettext))
