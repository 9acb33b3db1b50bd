"""Looks after sending as the pages show them."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from cases.casework.web import link, table, tag, time_cell
from takedowns.followup import words
from takedowns.followup.states import CheckState


def result(row: Any) -> dict[str, str]:
    """What a look saw, or that it is still to come, as a cell of a table."""
    return tag(words.VERDICTS, row.verdict) if row.verdict else tag(words.STATES, row.state)


def check_table(rows: Sequence[Any]) -> dict[str, Any]:
    """All looks of a notice."""
    head = [
        _("Find"),
        _("Look"),
        _("Result"),
        _("Planned for"),
        _("Done"),
        _("Answer of the page"),
        _("Answer of the media"),
    ]
    cells = [
        [
            link("match-detail", row.target.match_id, str(row.target.match_id)),
            _("%(number)s, to confirm") % {"number": row.number} if row.confirms else str(row.number),
            result(row),
            time_cell(row.due_at),
            time_cell(row.done_at),
            str(row.page_status or "–"),
            str(row.media_status or "–"),
        ]
        for row in rows
    ]
    return table(_("Looks at the address"), head, cells, _("The address is looked at again once the notice is sent."))


def newest(rows: Sequence[Any]) -> dict[str, Any] | None:
    """The last look that was taken, or else the next one, for a list."""
    done = [row for row in rows if row.state == CheckState.DONE]
    due = [row for row in rows if row.state == CheckState.DUE]
    row = done[-1] if done else due[0] if due else None
    return {**result(row), "at": row.done_at or row.due_at, "next": due[0].due_at if due else None} if row else None
