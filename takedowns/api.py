"""Gathers the API of this app's features."""

from django.urls import path

from takedowns.notices import api as notices

urlpatterns = [
    path("notices", notices.Notices.as_view(), name="api-notices"),
    path("notices/<int:notice_id>", notices.NoticeDetail.as_view(), name="api-notice"),
    path("notices/<int:notice_id>/parts", notices.NoticeParts.as_view(), name="api-notice-parts"),
    path("notices/<int:notice_id>/parts/<int:number>", notices.NoticePart.as_view(), name="api-notice-part"),
]
