"""Words of the guards; a page shows `gettext(word)`. None says which entry of a bank, which site or which number it was."""

from collections.abc import Mapping

from cases.fingerprints.guarding import Why, Word


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


WHY: Mapping[str, str] = {
    Why.LISTED: gettext_noop("It looks like a picture that is published widely"),
    Why.FROZEN: gettext_noop("It matched on very many sites or pages within an hour"),
    Why.DOUBTED: gettext_noop("Several finds of it were wrong"),
}
ADVICE: Mapping[str, str] = {
    Why.LISTED: gettext_noop(
        "News, stock pictures, screens of apps and logos are not looked for, because strangers would get notices. Nothing is "
        "lost: if it is the person's own picture after all, two people say so and it is looked for. Speak with the person first."
    ),
    Why.FROZEN: gettext_noop(
        "A private picture seldom appears in many places at once; a harmless one does. Look at some of its finds and their "
        "evidence. Notices that were not sent yet wait. If it is right, two people release it; then send what waits again."
    ),
    Why.DOUBTED: gettext_noop(
        "Look at the finds that were rejected. If the fingerprint is of the wrong picture, or of something that shows nobody, "
        "withdraw it. If it is right, two people release it; from then on only very near copies count."
    ),
}
WORDS: Mapping[str, str] = {
    Word.RELEASE: gettext_noop("It is right: look for copies"),
    Word.WITHDRAW: gettext_noop("It is wrong: withdraw it"),
}
CATEGORIES: Mapping[str, str] = {
    "news": gettext_noop("News"),
    "stock": gettext_noop("Stock picture"),
    "app_screen": gettext_noop("Screen of an app"),
    "meme": gettext_noop("Meme"),
    "logo": gettext_noop("Logo"),
    "art": gettext_noop("Art"),
    "dispute": gettext_noop("Upheld dispute"),
}
