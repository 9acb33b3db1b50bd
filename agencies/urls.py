"""Gathers the pages of this app's features."""

from django.urls import path

from agencies.access import views as access
from agencies.help.views import agency as help_of_agency
from agencies.help.views import platform as help_of_platform
from agencies.help.words import HANDBOOK
from agencies.leaving.papers import NAMES
from agencies.leaving.views import departures, exports, papers
from agencies.onboarding.views import agencies, apply, screening, term
from agencies.people.views import members as people
from agencies.people.views import provider, sign_in
from agencies.workspace import rules
from agencies.workspace.views import hosts, logo, mail
from agencies.workspace.views import settings as workspace

urlpatterns = [
    path("help/", help_of_agency.help_page, name="help"),
    path("help/write/", help_of_agency.ticket_new, name="ticket-new"),
    path("help/letters/<int:ticket_id>/", help_of_agency.ticket_detail, name="ticket"),
    path("help/letters/<int:ticket_id>/reply/", help_of_agency.ticket_reply, name="ticket-reply"),
    path("help/letters/<int:ticket_id>/close/", help_of_agency.ticket_close, name="ticket-close"),
    path("help/news/", help_of_agency.news, name="help-news"),
    path("help/news/away/", help_of_agency.put_away, name="announcement-away"),
    *(
        path(f"help/handbook/{name}/", help_of_agency.handbook, {"name": name}, name=f"handbook-{name}")
        for name in HANDBOOK
    ),
    path("platform/letters/", help_of_platform.letters, name="platform-letters"),
    path("platform/letters/<int:ticket_id>/", help_of_platform.letter, name="platform-letter"),
    path("platform/announcements/", help_of_platform.announcements, name="platform-announcements"),
    path(
        "platform/announcements/<int:announcement_id>/end/", help_of_platform.announcement_end, name="announcement-end"
    ),
    path("account/second-step/", sign_in.second_step, name="second-step"),
    path("account/invitation/<str:token>/", sign_in.invitation, name="invitation"),
    path("account/sessions/<int:session_id>/end/", sign_in.session_end, name="session-end"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="people-invite"),
    path("people/invitations/<int:invitation_id>/send/", people.invitation_send, name="invitation-send"),
    path("people/invitations/<int:invitation_id>/withdraw/", people.invitation_withdraw, name="invitation-withdraw"),
    path("people/<int:user_id>/", people.person, name="person"),
    path("people/<int:user_id>/roles/", people.roles, name="person-roles"),
    path("people/<int:user_id>/suspend/", people.suspend, name="person-suspend"),
    path("people/<int:user_id>/restore/", people.restore, name="person-restore"),
    path("people/<int:user_id>/sign-out/", people.sign_out, name="person-sign-out"),
    path("people/<int:user_id>/end/", people.end, name="person-end"),
    path("people/sign-in/", provider.settings_page, name="provider"),
    path("people/sign-in/change/", provider.settings_change, name="provider-change"),
    path("people/sign-in/remove/", provider.settings_remove, name="provider-remove"),
    path("sign-in/<slug:slug>/", provider.start, name="sign-in"),
    path("sign-in/<slug:slug>/callback/", provider.callback, name="sign-in-callback"),
    path("agency/switch/", sign_in.switch, name="agency-switch"),
    path("agency/exports/", exports.export_list, name="export-list"),
    path("agency/exports/fetch/", exports.export_fetch, name="export-fetch"),
    *(path(f"agency/papers/{name}/", papers.paper, {"name": name}, name=f"paper-{name}") for name in NAMES),
    *(
        path(f"agency/papers/{name}/pdf/", papers.paper_fetch, {"name": name}, name=f"paper-{name}-pdf")
        for name in NAMES
    ),
    path("agency/leaving/", departures.leaving, name="leaving"),
    path("agency/leaving/confirm/", departures.leaving_confirm, name="leaving-confirm"),
    path("agency/leaving/stop/", departures.leaving_stop, name="leaving-stop"),
    path("platform/departures/", departures.departure_list, name="departure-list"),
    path("platform/departures/<int:departure_id>/confirm/", departures.departure_confirm, name="departure-confirm"),
    path("platform/departures/<int:departure_id>/stop/", departures.departure_stop, name="departure-stop"),
    path(
        "platform/departures/<int:departure_id>/certificate/",
        departures.departure_certificate,
        name="departure-certificate",
    ),
    path("agency/keys/", access.service_keys, name="service-keys"),
    path("agency/partners/", access.partners, name="partners"),
    path("agency/settings/", workspace.settings_all, name="settings"),
    *(
        path(f"agency/settings/{name}/", workspace.settings_section, {"section": name}, name=f"settings-{name}")
        for name in rules.SECTIONS
    ),
    path("agency/settings/logo/", logo.settings_logo, name="settings-logo"),
    path("logo/<slug:slug>.svg", logo.agency_logo, name="agency-logo"),
    path("agency/settings/mail/", mail.settings_mail, name="settings-mail"),
    path("agency/settings/mail/key/", mail.settings_mail_key, name="settings-mail-key"),
    path("agency/settings/mail/test/", mail.settings_mail_test, name="settings-mail-test"),
    path("agency/settings/hosts/", hosts.settings_hosts, name="settings-hosts"),
    path("agency/settings/hosts/<int:host_id>/remove/", hosts.settings_host_remove, name="settings-host-remove"),
    path("agency/agreement/", term.own, name="agency-agreement"),
    path("agency/agreement/confirm/", term.confirm, name="agency-agreement-confirm"),
    path("agency/agreement/document/", term.file, name="agency-agreement-file"),
    path("apply/", apply.apply, name="apply"),
    path("apply/done/", apply.done, name="application-done"),
    path("apply/open/", apply.open_page, name="application-open"),
    path("apply/mine/", apply.mine, name="application-mine"),
    path("apply/mine/agreement/", apply.own_agreement, name="application-agreement"),
    path("platform/applications/", screening.listing, name="platform-applications"),
    path("platform/applications/<int:application_id>/", screening.detail, name="platform-application"),
    path("platform/applications/<int:application_id>/ask/", screening.ask, name="platform-ask"),
    path("platform/applications/<int:application_id>/check/", screening.check, name="platform-check"),
    path("platform/applications/<int:application_id>/decide/", screening.decide, name="platform-decide"),
    path("platform/applications/<int:application_id>/issue/", screening.issue, name="platform-issue"),
    path("platform/applications/<int:application_id>/activate/", screening.activate, name="platform-activate"),
    path("platform/applications/<int:application_id>/agreement/", screening.agreement_file, name="platform-agreement"),
    path("platform/applications/<int:application_id>/files/<int:file_id>/", screening.file, name="platform-file"),
    path("platform/mails/<int:mail_id>/again/", screening.mail_again, name="platform-mail-again"),
    path("platform/agencies/", agencies.listing, name="platform-agencies"),
    path("platform/agencies/<int:agency_id>/", agencies.detail, name="platform-agency"),
    path("platform/agencies/<int:agency_id>/hosts/<int:host_id>/confirm/", hosts.confirm, name="platform-host-confirm"),
    path("platform/agencies/<int:agency_id>/hosts/<int:host_id>/remove/", hosts.refuse, name="platform-host-refuse"),
    path("platform/agencies/<int:agency_id>/suspend/", agencies.suspend, name="platform-suspend"),
    path("platform/agencies/<int:agency_id>/lift/", agencies.lift, name="platform-lift"),
    path("platform/agencies/<int:agency_id>/renew/", agencies.renew, name="platform-renew"),
]
