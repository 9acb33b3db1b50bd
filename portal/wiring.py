"""Which event starts which job: the whole way from a find to a proved removal on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class Event(Protocol):
    """An event as the table needs it."""

    @property
    def subject_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Start:
    """Start the job `kind`; the event's subject becomes its argument `named`."""

    kind: str
    named: str

    def ids(self, event: Event) -> Mapping[str, int]:
        """The job's ids."""
        return {self.named: event.subject_id} if event.subject_id is not None else {}


SAME_PICTURE = Start("cases.fingerprints.partners_registration", "fingerprint_id")

TABLE: dict[str, tuple[Start, ...]] = {
    "report.received": (Start("cases.detection.reported", "report_id"),),
    "people.invited": (Start("agencies.people.invitation_mail", "invitation_id"),),
    "case.shredded": (Start("cases.detection.forget", "case_id"), Start("takedowns.followup.forget", "case_id")),
    "fingerprint.registered": (Start("cases.detection.look_back", "fingerprint_id"), SAME_PICTURE),
    "fingerprint.resumed": (Start("cases.detection.look_back", "fingerprint_id"), SAME_PICTURE),
    "fingerprint.released": (Start("cases.detection.look_back", "fingerprint_id"), SAME_PICTURE),
    "fingerprint.suspended": (SAME_PICTURE,),
    "fingerprint.disputed": (SAME_PICTURE, Start("takedowns.notices.contested", "fingerprint_id")),
    "fingerprint.held": (SAME_PICTURE,),
    "fingerprint.withdrawn": (SAME_PICTURE,),
    "case.updated": (
        Start("cases.fingerprints.align", "case_id"),
        Start("takedowns.evidence.protect", "case_id"),
    ),
    "consent.withdrawn": (Start("cases.fingerprints.align", "case_id"),),
    "fingerprint.refuted": (Start("takedowns.notices.contested", "fingerprint_id"),),
    "partner.accepted": (Start("cases.fingerprints.partners_agency", "partnership_id"),),
    "partner.ended": (Start("cases.fingerprints.partners_agency", "partnership_id"),),
    "settings.changed": (
        Start("cases.detection.seen_trim", "settings_id"),
        Start("cases.fingerprints.align_agency", "settings_id"),
    ),
    "match.found": (Start("takedowns.evidence.capture", "match_id"),),
    "match.relisted": (Start("takedowns.evidence.capture", "match_id"),),
    "match.raised": (Start("takedowns.review.renew", "match_id"),),
    "evidence.captured": (Start("takedowns.review.gather", "package_id"),),
    "notice.drafted": (Start("takedowns.review.queue", "notice_id"),),
    "notice.approved": (Start("takedowns.quality.draw", "notice_id"),),
    "notice.rejected": (Start("takedowns.quality.draw", "notice_id"),),
    "notice.sent": (Start("takedowns.followup.plan", "notice_id"), Start("takedowns.followup.outcome", "notice_id")),
    "retraction.drafted": (Start("takedowns.review.queue", "notice_id"),),
    "preservation.drafted": (Start("takedowns.review.queue", "notice_id"),),
    "retraction.sent": (Start("takedowns.followup.retract", "notice_id"),),
    "content.removed": (Start("takedowns.followup.outcome", "notice_id"),),
}
