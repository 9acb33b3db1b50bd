"""States of a notice."""

from enum import StrEnum


class NoticeState(StrEnum):
    INCOMPLETE = "incomplete"  # a named fact is missing; it cannot be approved
    READY = "ready"
    APPROVED = "approved"
    SENT = "sent"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


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
    NoticeState.REJECTED: frozenset({NoticeState.READY, NoticeState.INCOMPLETE}),
    NoticeState.WITHDRAWN: frozenset(),
}
