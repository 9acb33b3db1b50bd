"""Gathers the pages of this app's features."""

from django.urls import path

from takedowns.delivery import views as delivery
from takedowns.evidence.views import archives
from takedowns.evidence.views import packages as evidence
from takedowns.followup import views as followup
from takedowns.notices import views as notices
from takedowns.review.views import asking, holding, package, second
from takedowns.review.views import desk as review

urlpatterns = [
    path("review/", review.desk, name="review-desk"),
    path("review/figures/", review.figures, name="review-figures"),
    path("review/next/", package.next_item, name="review-next"),
    path("review/keys/", review.keys, name="review-keys"),
    path("review/views/", review.view_keep, name="review-view-keep"),
    path("review/views/<int:view_id>/forget/", review.view_forget, name="review-view-forget"),
    path("review/questions/", asking.question_list, name="review-questions"),
    path("review/questions/<int:question_id>/", asking.question, name="review-question"),
    path("review/<int:item_id>/", package.item, name="review-item"),
    path("review/<int:item_id>/now/", holding.now, name="review-now"),
    path("review/<int:item_id>/claim/", package.claim, name="review-claim"),
    path("review/<int:item_id>/keep/", holding.keep, name="review-keep"),
    path("review/<int:item_id>/release/", holding.release, name="review-release"),
    path("review/<int:item_id>/hand-over/", holding.hand_over, name="review-hand-over"),
    path("review/<int:item_id>/undo/", holding.undo, name="review-undo"),
    path("review/<int:item_id>/send/", holding.send, name="review-send"),
    path("review/<int:item_id>/conflict/", holding.conflict, name="review-conflict"),
    path("review/<int:item_id>/look/", package.look, name="review-look"),
    path("review/<int:item_id>/evidence/", package.evidence, name="review-evidence"),
    path("review/<int:item_id>/approve/", package.approve, name="review-approve"),
    path("review/<int:item_id>/reject/", package.reject, name="review-reject"),
    path("review/<int:item_id>/confirm/", second.confirm, name="review-confirm"),
    path("review/<int:item_id>/send-back/", second.send_back, name="review-send-back"),
    path("review/<int:item_id>/take-back/", second.take_back, name="review-take-back"),
    path("review/<int:item_id>/ask/", second.ask, name="review-ask"),
    path("review/<int:item_id>/unask/", second.unask, name="review-unask"),
    path("review/partners/", second.asked_list, name="review-asked"),
    path("review/partners/<int:asked_id>/", second.asked_one, name="review-asked-one"),
    path("review/partners/<int:asked_id>/confirm/", second.asked_confirm, name="review-asked-confirm"),
    path("review/partners/<int:asked_id>/decline/", second.asked_decline, name="review-asked-decline"),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/<int:notice_id>/", followup.notice_detail, name="notice-detail"),
    path("notices/<int:notice_id>/preview/", notices.notice_html, name="notice-html"),
    path("notices/<int:notice_id>/notice.pdf", notices.notice_pdf, name="notice-pdf"),
    path("cases/<int:case_id>/questions/", asking.case_questions, name="case-questions"),
    path("notices/<int:notice_id>/parts/<int:number>/", notices.notice_part, name="notice-part"),
    path("notices/<int:notice_id>/languages/", notices.notice_compare, name="notice-compare"),
    path("notices/<int:notice_id>/sheets/", delivery.notice_sheets, name="notice-sheets"),
    path("notices/<int:notice_id>/file/", delivery.notice_file, name="notice-file"),
    path("notices/<int:notice_id>/letter/", notices.notice_letter, name="notice-letter"),
    path("notice.schema.json", notices.notice_schema, name="notice-schema"),
    path("cases/<int:case_id>/notices/", followup.case_notices, name="case-notices"),
    path("finds/<int:match_id>/evidence/", evidence.match_evidence, name="match-evidence"),
    path("evidence/<int:package_id>/", evidence.evidence_detail, name="evidence-detail"),
    path("evidence/<int:package_id>/items/<int:number>/", evidence.evidence_item, name="evidence-item"),
    path("evidence/<int:package_id>/archive/", archives.archive_new, name="evidence-archive"),
    path("evidence/<int:package_id>/stamps/", archives.stamps_ask, name="evidence-stamps"),
    path("evidence/archives/<int:archive_id>/", archives.archive_detail, name="evidence-receipt"),
    path("evidence/archives/<int:archive_id>/file/", archives.archive_fetch, name="evidence-file"),
    path("evidence/archives/<int:archive_id>/confirm/", archives.archive_confirm, name="evidence-confirm"),
    path("evidence/keys/", archives.keys, name="evidence-keys"),
    path("evidence/keys/renew/", archives.key_renew, name="evidence-key-renew"),
    path("deliveries/", delivery.delivery_list, name="delivery-list"),
    path("deliveries/<int:delivery_id>/resolve/", delivery.delivery_resolve, name="delivery-resolve"),
]
