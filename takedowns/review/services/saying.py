"""What is in the way of an approval, in sentences."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from takedowns.notices import shown
from takedowns.notices import words as drafts
from takedowns.notices.facts import Trouble
from takedowns.review import words


def sentence(name: str) -> str:
    """One named block as a sentence that says what to do; the name itself for one that nobody wrote words for."""
    known = words.BLOCKS.get(name) or shown.PROBLEMS.get(name)
    if known:
        return _(known)
    trouble, _colon, what = name.partition(":")
    if trouble not in set(Trouble):
        return name
    return _(drafts.TROUBLE[Trouble(trouble)]) % {"what": _(drafts.WHAT.get(what, what)) if what else ""}


def sentences(names: Iterable[str]) -> list[str]:
    """All of them, each said once; a missing mandate is one thing under two names."""
    given = list(names)
    twice = {f"{Trouble.MISSING}:mandate_reference"} if "no_mandate" in given else set()
    return list(dict.fromkeys(sentence(name) for name in given if name not in twice))


def refusal(names: Iterable[str]) -> str:
    """Why it cannot be approved now."""
    return " ".join([_("Something is missing or in the way, so it cannot be approved now."), *sentences(names)])
