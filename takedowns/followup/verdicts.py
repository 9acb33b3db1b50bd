"""What two statuses say about a removal."""

from collections.abc import Sequence

from takedowns.followup.states import Verdict

GONE = {404, 410}
UNCLEAR = {401, 402, 403, 407, 429, 451}


def verdict(page: int | None, media: int | None) -> Verdict:
    """The verdict of one look, from the statuses of the page and of the media (None: not reached).

    The media decides: a page may stay, as a soft 404 or with other posts. A page that is gone takes its post along. Walls
    (401, 403, 451) prove nothing: the material may stand behind them.
    """
    if media in GONE or (page in GONE and (media is None or media in GONE)):
        return Verdict.GONE
    if media is None and page is None:
        return Verdict.UNREACHABLE
    if media is None or media in UNCLEAR or media >= 500:
        return Verdict.UNCLEAR
    return Verdict.THERE


def over_all(page: int | None, media: Sequence[int | None]) -> Verdict:
    """The verdict over every copy that a notice names: gone only when each is gone, there when one is there."""
    found = {verdict(page, status) for status in media}
    order = (Verdict.THERE, Verdict.UNCLEAR, Verdict.UNREACHABLE)
    return next((each for each in order if each in found), Verdict.GONE if found else verdict(page, None))
