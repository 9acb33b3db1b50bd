"""Words around pictures on demand; a page shows `gettext(word)`."""

from collections.abc import Mapping

from takedowns.wellbeing.states import AskWhy, Outcome


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


WHY: Mapping[str, str] = {
    AskWhy.UNSURE: gettext_noop("The figures and the evidence do not settle it"),
    AskWhy.LAW: gettext_noop("The legal basis demands that somebody looked"),
    AskWhy.PERSON: gettext_noop("The person asked us to look"),
    AskWhy.CONTESTED: gettext_noop("Somebody contests the find"),
}
OUTCOMES: Mapping[str, str] = {
    Outcome.ASKED: gettext_noop("The picture was asked for and is not here yet."),
    Outcome.SHOWN: gettext_noop("You looked at the picture. It was forgotten here."),
    Outcome.GONE: gettext_noop("The picture is gone: the server says that it is not there any more."),
    Outcome.UNREACHABLE: gettext_noop(
        "The server that has the picture could not be reached. You can decide without it."
    ),
    Outcome.REFUSED: gettext_noop("The server did not give the picture out. You can decide without it."),
    Outcome.UNREADABLE: gettext_noop("What the server sent cannot be shown as a picture. You can decide without it."),
}
