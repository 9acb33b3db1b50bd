"""Gathers the models of this app's features for Django."""

from cases.casework.models import Case, CaseGrant, Consent, Mandate
from cases.detection.models import CrawlRound, FrontierEntry, Match, WatchSource
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.intake.models import Report, ReportedLink

__all__ = [
    "Case",
    "CaseGrant",
    "Consent",
    "CrawlRound",
    "Fingerprint",
    "FrontierEntry",
    "Mandate",
    "Match",
    "MatcherEntry",
    "Report",
    "ReportedLink",
    "WatchSource",
]
