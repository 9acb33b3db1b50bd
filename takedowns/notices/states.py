"""States of a notice."""

from enum import StrEnum


class NoticeState(StrEnum):
    INCOMPLETE = "incomplete"  # a named fact is missing; it cannot be approved
    READY = "ready"
    APPROVED = "approved"
    SENT = "sent"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


OPEN = (NoticeState.READY, NoticeState.INCOMPLETE)  # nobody has decided about it


class NoticeKind(StrEnum):
    """What is written to a recipient: that something is to be removed, or that an earlier notice was wrong or is at its end."""

    NOTICE = "notice"
    CORRECTION = "correction"  # some addresses of the earlier notice are no longer covered
    WITHDRAWAL = "withdrawal"  # none is
    PRESERVATION = "preservation"  # nothing is taken back; data are to be kept for the police


TAKING_BACK = (NoticeKind.CORRECTION, NoticeKind.WITHDRAWAL)


class Why(StrEnum):
    """Why something is written about an earlier notice."""

    MISTAKE = "mistake"  # we found it ourselves
    JUSTIFIED = "justified"  # an objection was found justified
    POLICE = "police"  # of a preservation
    WISH = "wish"  # the person wants no more of it; nothing was wrong, so nobody is asked to restore anything


class BlockState(StrEnum):
    """Of a block's words in one language, or of an agency's own; without a reviewer's word they are a draft."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    RETIRED = "retired"


MOVES: dict[NoticeState, frozenset[NoticeState]] = {
    NoticeState.INCOMPLETE: frozenset({NoticeState.READY, NoticeState.REJECTED, NoticeState.WITHDRAWN}),
    NoticeState.READY: frozenset(
        {NoticeState.APPROVED, NoticeState.INCOMPLETE, NoticeState.REJECTED, NoticeState.WITHDRAWN}
    ),
    NoticeState.APPROVED: frozenset(
        {
            NoticeState.SENT,
            NoticeState.WITHDRAWN,
            NoticeState.READY,
            NoticeState.INCOMPLETE,
        }  # back: it was undone in time
    ),
    NoticeState.SENT: frozenset(),
    NoticeState.REJECTED: frozenset(OPEN),
    NoticeState.WITHDRAWN: frozenset(),
}
