"""Gathers the models of this app's features for Django."""

from cases.casework.models import (
    Case,
    CaseChild,
    CaseExclusion,
    CaseGlass,
    CaseGrant,
    Consent,
    ContactMark,
    KeepOutStatement,
    Mandate,
)
from cases.detection.models import (
    CrawlDay,
    CrawlRound,
    CrawlSlot,
    FrontierEntry,
    HostPace,
    Match,
    SeenMedia,
    SharedProposal,
    SharedSource,
    SourceTrial,
    WatchSource,
)
from cases.detection.models.discovering import (
    Candidate,
    CandidateSighting,
    SiteFlag,
    SiteLook,
    SiteNote,
    SiteOutcome,
    SiteTally,
)
from cases.detection.models.searching import Search, SearchConsent, SearchFind, SearchTerm, TextFind
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.models.guards import Guard, GuardWord, NegativeValue, PatchDoubt, Series
from cases.fingerprints.models.partners import PartnerNotice
from cases.intake.models import Report, ReportedLink
from cases.referrals.models import Referral, ReferralOffer

__all__ = [
    "Candidate",
    "CandidateSighting",
    "Case",
    "CaseChild",
    "CaseExclusion",
    "CaseGlass",
    "CaseGrant",
    "Consent",
    "ContactMark",
    "CrawlDay",
    "CrawlRound",
    "CrawlSlot",
    "Fingerprint",
    "FrontierEntry",
    "Guard",
    "GuardWord",
    "HostPace",
    "KeepOutStatement",
    "Mandate",
    "Match",
    "MatcherEntry",
    "NegativeValue",
    "PartnerNotice",
    "PatchDoubt",
    "Referral",
    "ReferralOffer",
    "Report",
    "ReportedLink",
    "Search",
    "SearchConsent",
    "SearchFind",
    "SearchTerm",
    "SeenMedia",
    "Series",
    "SharedProposal",
    "SharedSource",
    "SiteFlag",
    "SiteLook",
    "SiteNote",
    "SiteOutcome",
    "SiteTally",
    "SourceTrial",
    "TextFind",
    "WatchSource",
]
