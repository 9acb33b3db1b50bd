"""Words for the states of exports and departures; the second value is the colour of the tag."""

from collections.abc import Mapping

from agencies.leaving.states import DepartureState, ExportState


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


EXPORT_STATES: Mapping[str, tuple[str, str]] = {
    ExportState.QUEUED: (gettext_noop("Being written"), "wait"),
    ExportState.READY: (gettext_noop("Ready"), "good"),
    ExportState.FAILED: (gettext_noop("Could not be written"), "stop"),
    ExportState.REMOVED: (gettext_noop("Removed"), "calm"),
}
DEPARTURE_STATES: Mapping[str, tuple[str, str]] = {
    DepartureState.REQUESTED: (gettext_noop("Waits for a second person"), "wait"),
    DepartureState.WAITING: (gettext_noop("Confirmed, can still be stopped"), "risk"),
    DepartureState.SHREDDING: (gettext_noop("Being deleted"), "stop"),
    DepartureState.DONE: (gettext_noop("Deleted"), "calm"),
    DepartureState.STOPPED: (gettext_noop("Stopped"), "calm"),
}
