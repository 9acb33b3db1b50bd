"""Gathers the pages of this app's features."""

from django.urls import path

from agencies.people.views import members as people
from agencies.people.views import sign_in
from agencies.workspace import rules
from agencies.workspace.views import mail
from agencies.workspace.views import settings as workspace

urlpatterns = [
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
    path("agency/switch/", sign_in.switch, name="agency-switch"),
    path("agency/settings/", workspace.settings_all, name="settings"),
    *(
        path(f"agency/settings/{name}/", workspace.settings_section, {"section": name}, name=f"settings-{name}")
        for name in rules.SECTIONS
    ),
    path("agency/settings/mail/", mail.settings_mail, name="settings-mail"),
    path("agency/settings/mail/key/", mail.settings_mail_key, name="settings-mail-key"),
    path("agency/settings/mail/test/", mail.settings_mail_test, name="settings-mail-test"),
]
