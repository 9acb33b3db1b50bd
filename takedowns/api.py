"""Gathers the API of this app's features."""

from django.urls import path

from takedowns.evidence import api as evidence
from takedowns.notices import api as notices
from takedowns.recipients import api as recipients
from takedowns.review import api as review

urlpatterns = [
    path("evidence", evidence.Packages.as_view(), name="api-evidence"),
    path("evidence/<int:package_id>", evidence.PackageDetail.as_view(), name="api-evidence-package"),
    path("evidence/archives/<int:archive_id>/file", evidence.ArchiveFile.as_view(), name="api-evidence-file"),
    path("notices", notices.Notices.as_view(), name="api-notices"),
    path("texts", notices.OwnTexts.as_view(), name="api-texts"),
    path("notices/<int:notice_id>", notices.NoticeDetail.as_view(), name="api-notice"),
    path("notices/<int:notice_id>/parts", notices.NoticeParts.as_view(), name="api-notice-parts"),
    path("notices/<int:notice_id>/parts/<int:number>", notices.NoticePart.as_view(), name="api-notice-part"),
    path("recipients", recipients.Recipients.as_view(), name="api-recipients"),
    path("review/items", review.ReviewItems.as_view(), name="api-review-items"),
    path("review/items/<int:item_id>", review.ReviewPackage.as_view(), name="api-review-item"),
    path("review/items/<int:item_id>/decision", review.ReviewDecision.as_view(), name="api-review-decision"),
]
