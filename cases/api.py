"""Gathers the API of this app's features."""

from django.urls import path

from cases.casework import api as casework
from cases.detection import api as detection
from cases.detection.api import sites
from cases.fingerprints import api as fingerprints
from cases.intake import api as intake
from cases.referrals import api as referrals

urlpatterns = [
    path("cases", intake.Cases.as_view(), name="api-cases"),
    path("cases/<int:case_id>", casework.CaseDetail.as_view(), name="api-case"),
    path("cases/<int:case_id>/fingerprints", fingerprints.CaseFingerprints.as_view(), name="api-case-fingerprints"),
    path("cases/<int:case_id>/openings", casework.Openings.as_view(), name="api-case-openings"),
    path("cases/<int:case_id>/timeline", casework.Timeline.as_view(), name="api-case-timeline"),
    path("fingerprints/<int:fingerprint_id>", fingerprints.FingerprintDetail.as_view(), name="api-fingerprint"),
    path("fingerprints/<int:fingerprint_id>/suspend", fingerprints.FingerprintSuspend.as_view(), name="api-suspend"),
    path("fingerprints/<int:fingerprint_id>/resume", fingerprints.FingerprintResume.as_view(), name="api-resume"),
    path("fingerprints/<int:fingerprint_id>/dispute", fingerprints.FingerprintDispute.as_view(), name="api-dispute"),
    path("fingerprints/<int:fingerprint_id>/check", fingerprints.FingerprintCheck.as_view(), name="api-check"),
    path("referrals", referrals.Referrals.as_view(), name="api-referrals"),
    path("referrals/<int:referral_id>", referrals.ReferralDetail.as_view(), name="api-referral"),
    path("referral-offers", referrals.Offers.as_view(), name="api-offers"),
    path("referral-offers/<int:offer_id>", referrals.OfferDetail.as_view(), name="api-offer"),
    path("cases/<int:case_id>/search-terms", detection.CaseTerms.as_view(), name="api-case-terms"),
    path("search-terms/<int:term_id>", detection.TermDetail.as_view(), name="api-term"),
    path("search-terms/<int:term_id>/pause", detection.TermPause.as_view(), name="api-term-pause"),
    path("search-terms/<int:term_id>/resume", detection.TermResume.as_view(), name="api-term-resume"),
    path("text-finds", detection.TextFinds.as_view(), name="api-text-finds"),
    path("sources", detection.Sources.as_view(), name="api-sources"),
    path("sources/<int:source_id>", detection.SourceDetail.as_view(), name="api-source"),
    path("sources/<int:source_id>/site", sites.SourceSite.as_view(), name="api-source-site"),
    path("candidates", sites.Candidates.as_view(), name="api-candidates"),
    path("candidates/<int:candidate_id>", sites.CandidateDetail.as_view(), name="api-candidate"),
    path("candidates/<int:candidate_id>/adopt", sites.CandidateAdopt.as_view(), name="api-candidate-adopt"),
    path("candidates/<int:candidate_id>/dismiss", sites.CandidateDismiss.as_view(), name="api-candidate-dismiss"),
    path("candidates/<int:candidate_id>/reopen", sites.CandidateReopen.as_view(), name="api-candidate-reopen"),
    path("detection/pulse", detection.PulseNow.as_view(), name="api-pulse"),
    path("matches", detection.Matches.as_view(), name="api-matches"),
    path("matches/<int:match_id>", detection.MatchDetail.as_view(), name="api-match"),
]
