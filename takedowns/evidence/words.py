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
    gettext_noop("was removed, and is there."),
)

ARCHIVE_STATES: Final = {
    "queued": (gettext_noop("Being written"), "wait"),
    "ready": (gettext_noop("Ready"), "good"),
    "failed": (gettext_noop("Failed"), "stop"),
    "removed": (gettext_noop("File removed, receipt kept"), ""),
}
PURPOSES: Final = {
    "police": gettext_noop("Police"),
    "prosecutor": gettext_noop("Prosecutor"),
    "court": gettext_noop("Court"),
    "lawyer": gettext_noop("Lawyer of the person"),
    "own": gettext_noop("Our own check; it is not encrypted"),
}
GRADES: Final = {
    "own_clock": gettext_noop("No time stamp: the portal's own clock"),
    "unqualified": gettext_noop("Not qualified"),
    "qualified": gettext_noop("Qualified (eIDAS, Article 41(2))"),
}
ARCHIVE_REMARKS: Final = {
    "no_papers": gettext_noop(
        "The papers could not be set as PDF here; the files, digests and signatures are complete."
    ),
    "pictures_left_out": gettext_noop("Pictures are left out, because the case is protected."),
    "paper_unsigned": gettext_noop("A paper could not be signed."),
    "paper_unstamped": gettext_noop("The time-stamping authority was away: the papers are signed without its stamp."),
}
