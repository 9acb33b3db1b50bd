"""Gathers the pages of this app's features."""

from django.urls import path

from cases.casework import views as casework
from cases.detection.views import cases, discovering, finds, searching, sources
from cases.exceptions import views as exceptions
from cases.fingerprints import views as fingerprints
from cases.fingerprints.views import guards, watching
from cases.intake import views as intake
from cases.keeping import views as keeping
from cases.referrals import views as referrals

urlpatterns = [
    path("cases/", casework.case_list, name="case-list"),
    path("cases/contact/", casework.contact_search, name="contact-search"),
    path("cases/<int:case_id>/shred/", casework.case_shred, name="case-shred"),
    path("cases/new/", intake.case_new, name="case-new"),
    path("cases/restricted/", exceptions.restricted, name="case-restricted"),
    path("cases/statements/", exceptions.statements, name="statement-list"),
    path("cases/statements/<int:statement_id>/", exceptions.statement, name="statement"),
    path("cases/<int:case_id>/", cases.case_detail, name="case-detail"),
    path("cases/<int:case_id>/update/", casework.case_update, name="case-update"),
    path("cases/<int:case_id>/people/", exceptions.case_people, name="case-people"),
    path("cases/<int:case_id>/conflict/", exceptions.conflict, name="case-conflict"),
    path("cases/<int:case_id>/mandate/", casework.mandate_new, name="mandate-new"),
    path("cases/<int:case_id>/consent/", casework.consent_give, name="consent-give"),
    path("cases/<int:case_id>/consent/withdraw/", casework.consent_withdraw, name="consent-withdraw"),
    path("cases/<int:case_id>/move/", casework.case_move, name="case-move"),
    path("cases/<int:case_id>/opened/", casework.case_opened, name="case-opened"),
    path("cases/<int:case_id>/keeping/", keeping.keeping, name="case-keeping"),
    path("cases/<int:case_id>/keeping/lift/", keeping.hold_lift, name="case-hold-lift"),
    path("cases/<int:case_id>/export/", keeping.case_export, name="case-export"),
    path("cases/<int:case_id>/export/fetch/", keeping.case_export_fetch, name="case-export-fetch"),
    path("cases/<int:case_id>/timeline/", casework.timeline, name="case-timeline"),
    path("cases/<int:case_id>/fingerprints/", fingerprints.fingerprint_new, name="fingerprint-new"),
    path("cases/<int:case_id>/watch/", watching.watch_answer, name="watch-answer"),
    path("cases/<int:case_id>/refer/", referrals.referral_new, name="referral-new"),
    path("referrals/", referrals.referral_list, name="referral-list"),
    path("referrals/<int:referral_id>/", referrals.referral_detail, name="referral"),
    path("referrals/offers/<int:offer_id>/", referrals.offer_detail, name="referral-offer"),
    path("fingerprints/<int:fingerprint_id>/check/", fingerprints.fingerprint_check, name="fingerprint-check"),
    path("fingerprints/<int:fingerprint_id>/suspend/", fingerprints.fingerprint_suspend, name="fingerprint-suspend"),
    path("fingerprints/<int:fingerprint_id>/dispute/", fingerprints.fingerprint_dispute, name="fingerprint-dispute"),
    path("fingerprints/<int:fingerprint_id>/resume/", fingerprints.fingerprint_resume, name="fingerprint-resume"),
    path("fingerprints/<int:fingerprint_id>/withdraw/", fingerprints.fingerprint_withdraw, name="fingerprint-withdraw"),
    path("fingerprints/held/", guards.fingerprints_held, name="fingerprint-held"),
    path("fingerprints/<int:fingerprint_id>/judge/", guards.fingerprint_judge, name="fingerprint-judge"),
    path("finds/", finds.match_list, name="match-list"),
    path("finds/<int:match_id>/", finds.match_detail, name="match-detail"),
    path("cases/<int:case_id>/terms/", searching.term_list, name="term-list"),
    path("cases/<int:case_id>/terms/new/", searching.term_new, name="term-new"),
    path("terms/", searching.house_terms, name="house-terms"),
    path("terms/new/", searching.house_term_new, name="house-term-new"),
    path("terms/<int:term_id>/", searching.term_detail, name="term-detail"),
    path("terms/<int:term_id>/variants/", searching.term_cross, name="term-cross"),
    path("terms/<int:term_id>/move/", searching.term_move, name="term-move"),
    path("terms/<int:term_id>/providers/<int:source_id>/", searching.term_agree, name="term-agree"),
    path("terms/<int:term_id>/providers/<int:source_id>/end/", searching.term_end, name="term-end"),
    path("finds/words/<int:textfind_id>/", searching.textfind_detail, name="textfind-detail"),
    path("finds/words/<int:textfind_id>/look/", searching.textfind_look, name="textfind-look"),
    path("sources/", sources.source_list, name="source-list"),
    path("sources/new/", sources.source_new, name="source-new"),
    path("sources/found/", discovering.candidate_list, name="candidate-list"),
    path("sources/found/refused/", discovering.candidate_refused, name="candidate-refused"),
    path("sources/found/<int:candidate_id>/", discovering.candidate_detail, name="candidate-detail"),
    path("sources/found/<int:candidate_id>/adopt/", discovering.candidate_adopt, name="candidate-adopt"),
    path("sources/found/<int:candidate_id>/dismiss/", discovering.candidate_dismiss, name="candidate-dismiss"),
    path("sources/found/<int:candidate_id>/ignore/", discovering.candidate_ignore, name="candidate-ignore"),
    path("sources/found/<int:candidate_id>/reopen/", discovering.candidate_reopen, name="candidate-reopen"),
    path("sources/<int:source_id>/", sources.source_detail, name="source-detail"),
    path("sources/<int:source_id>/move/", sources.source_move, name="source-move"),
    path("sources/<int:source_id>/list/", sources.source_list_abuse, name="source-list-abuse"),
    path("sources/<int:source_id>/unlist/", sources.source_unlist, name="source-unlist"),
    path("sources/<int:source_id>/visit/", sources.source_visit, name="source-visit"),
    path("r/", intake.report_find, name="report-find"),
    path("r/<slug:slug>/", intake.report_public, name="report-public"),
    path("r/<slug:slug>/done/", intake.report_done, name="report-done"),
]
