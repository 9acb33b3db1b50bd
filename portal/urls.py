"""All addresses of the portal."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from agencies.people import handover as people
from portal import handover, health
from portal.demo import views as demo
from portal.home import views as home
from portal.trail import views as trail
from portal.training import views as training

handler400 = "django.views.defaults.bad_request"

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # the portal's own sign-in, with its second factor
people.fill(handover.TABLE)  # here, because the features' services cannot be loaded before the models are

urlpatterns = [
    path("", home.home, name="home"),
    path("first-week/", home.first_week, name="first-week"),
    path("", include("agencies.urls")),
    path("", include("cases.urls")),
    path("", include("takedowns.urls")),
    path("platform/", home.platform, name="platform-home"),
    path("platform/trail/", trail.platform_trail, name="platform-trail"),
    path("platform/training/", training.listing, name="platform-training"),
    path("platform/training/<int:agency_id>/reset/", training.reset, name="platform-training-reset"),
    path("audit/", trail.trail, name="audit-trail"),
    path("audit/export/", trail.trail_export, name="audit-export"),
    path("audit/sheet/", trail.sheet, name="audit-sheet"),
    path("audit/sheet.pdf", trail.sheet_paper, name="audit-sheet-pdf"),
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("portal.api")),
    path("exit", health.leave, name="exit"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("favicon.ico", RedirectView.as_view(url="/static/img/icon.svg"), name="favicon"),
]

if settings.DEMO:
    urlpatterns += [
        path("demo/", demo.start, name="demo"),
        path("demo/live/", demo.live, name="demo-live"),
        path("demo/mails/<int:number>/", demo.mail, name="demo-mail"),
    ]
