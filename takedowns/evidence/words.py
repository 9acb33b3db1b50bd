"""Plain sentences for what does not fit in an evidence package.

A page shows `gettext(sentence)`; where the sentence is about a file, its name and a colon stand before it.
"""

from typing import Final


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


PROBLEMS: Final = (
    gettext_noop("The manifest cannot be read."),
    gettext_noop("The manifest is not in its canonical form."),
    gettext_noop("The manifest's digest does not fit."),
    gettext_noop("The signature does not fit."),
    gettext_noop("The custody log is broken."),
    gettext_noop("The last link of the chain is wrong."),
    gettext_noop("A name stands twice in the manifest."),
    gettext_noop("the chain is broken here."),
    gettext_noop("not in the manifest."),
    gettext_noop("missing."),
    gettext_noop("changed."),
)
