"""Watch sources, the frontier of the crawl, finds, and what was seen."""

from cases.detection.models.crawling import CrawlDay, CrawlRound, CrawlSlot, FrontierEntry, HostPace, MediumPage
from cases.detection.models.discovering import (
    Candidate,
    CandidateSighting,
    SiteFlag,
    SiteLook,
    SiteNote,
    SiteOutcome,
    SiteTally,
)
from cases.detection.models.finding import Match, MatchCopy
from cases.detection.models.pulsing import PulseMinute, SourceGap
from cases.detection.models.searching import Search, SearchConsent, SearchFind, SearchTerm, TextFind
from cases.detection.models.seeing import SeenMedia
from cases.detection.models.sharing import SharedProposal, SharedSource, SourceTrial
from cases.detection.models.watching import REPORTED, WatchSource

__all__ = [
    "REPORTED",
    "Candidate",
    "CandidateSighting",
    "CrawlDay",
    "CrawlRound",
    "CrawlSlot",
    "FrontierEntry",
    "HostPace",
    "Match",
    "MatchCopy",
    "MediumPage",
    "PulseMinute",
    "Search",
    "SearchConsent",
    "SearchFind",
    "SearchTerm",
    "SeenMedia",
    "SharedProposal",
    "SharedSource",
    "SiteFlag",
    "SiteLook",
    "SiteNote",
    "SiteOutcome",
    "SiteTally",
    "SourceGap",
    "SourceTrial",
    "TextFind",
    "WatchSource",
]
