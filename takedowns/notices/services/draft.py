"""Draft the notice of a find."""

import secrets

from django.db import IntegrityError, transaction

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection.services import finds
from cases.detection.states import MatchState
from takedowns.evidence.models import EvidencePackage
from takedowns.notices import facts
from takedowns.notices.models import Notice
from takedowns.notices.services.claims import claim
from takedowns.notices.services.forms import parts_keep
from takedowns.notices.services.material import material_of
from takedowns.notices.services.write import composed


def notice_draft(actor: Actor, *, package_id: int) -> None:
    """Draft the notice of a package, once. What is missing becomes named problems; nothing is guessed."""
    rights.require(actor, "notice.draft")
    with tenant_scope(actor.agency_id):
        rows = EvidencePackage.objects.visible_to(actor).select_related("match", "case")
        package = rows.filter(id=package_id).first()
        if package is None or Notice.objects.visible_to(actor).filter(match_id=package.match_id).exists():
            return
        material = material_of(actor, package)
    reference = f"MR-{material.agency.pk}-{package.match_id}-{secrets.token_hex(2).upper()}"
    written = composed(material, reference=reference, token=secrets.token_hex(12), looked=facts.Looked.NOBODY)
    with tenant_scope(actor.agency_id):
        try:
            with transaction.atomic():
                notice = Notice.objects.create(
                    agency_id=actor.agency_id, case_id=package.case_id, match_id=package.match_id, package=package,
                    provider=material.provider, reference=reference, country=material.match.country, **written.values,
                )  # fmt: skip
                parts_keep(actor, notice, written.parts)
        except IntegrityError:  # a second run of the same job was first
            return
        claim(actor, notice)
        finds.match_move(actor, match_id=package.match_id, to=MatchState.READY)
        audit.record(
            actor, "notice.draft", subject_kind="notice", subject_id=notice.pk, case_id=notice.case_id,
            sha256=notice.content_sha256, basis=notice.basis,
        )  # fmt: skip
        events.emit(
            actor, "notice.drafted", case_id=notice.case_id, subject_id=notice.pk,
            languages=notice.languages, problems=notice.problems,
        )  # fmt: skip
