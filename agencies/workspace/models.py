"""History of the settings, the logo, the agency's own mail sender and host names, and what was set aside in the first week."""

from django.db import models
from django.db.models.functions import Now

from agencies.keys.fields import SealedTextField
from agencies.tenancy.models import TenantModel
from agencies.workspace.states import HostState, MailTest


class SettingsVersion(TenantModel):
    """The settings as they stood after one change; append-only. Holds no secret and nothing that a person wrote about a case."""

    version = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())
    user_id = models.BigIntegerField(null=True)
    changed = models.JSONField(help_text="names of the fields that changed")
    values = models.JSONField(help_text="all settings after the change")

    class Meta:
        constraints = [models.UniqueConstraint(name="settingsversion_number", fields=["agency", "version"])]


class Logo(TenantModel):
    """A drawing of the agency as clean SVG; its digest stands in the settings."""

    svg = models.TextField()
    sha256 = models.CharField(max_length=64)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="logo_one", fields=["agency"])]


class MailSender(TenantModel):
    """The agency's own mail server and signing key; without a row the portal's server is used. Secrets are sealed."""

    host = models.CharField(max_length=253, blank=True, help_text="empty: the portal's own server")
    port = models.PositiveIntegerField(default=587)
    security = models.CharField(max_length=10, default="starttls")
    user = models.CharField(max_length=200, blank=True)
    password = SealedTextField(case=None, blank=True)
    dkim_domain = models.CharField(max_length=253, blank=True)
    dkim_selector = models.CharField(max_length=63, blank=True)
    dkim_key = SealedTextField(case=None, blank=True, help_text="PEM of the private key")
    dkim_record = models.TextField(blank=True, help_text="what the public TXT record must say")
    test = models.CharField(max_length=10, default=MailTest.UNTRIED)
    test_reason = models.CharField(max_length=40, blank=True, help_text="name of the step that failed")
    tested_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="mailsender_one", fields=["agency"]),
            models.CheckConstraint(
                name="mailsender_security", condition=models.Q(security__in=["none", "starttls", "tls"])
            ),
            models.CheckConstraint(
                name="mailsender_password_over_tls", condition=~models.Q(security="none") | models.Q(user="")
            ),
            models.CheckConstraint(
                name="mailsender_test", condition=models.Q(test__in=[word.value for word in MailTest])
            ),
        ]


class HostName(TenantModel):
    """A host name under which the agency wants to be reached; it leads here once it is confirmed."""

    name = models.CharField(max_length=253)
    token = models.CharField(max_length=40, help_text="what a TXT record of the name must say")
    state = models.CharField(max_length=10, default=HostState.WAITING)
    checked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="hostname_once", fields=["agency", "name"]),
            models.UniqueConstraint(  # one host leads to one agency: the only name that agencies compete for
                name="hostname_confirmed_once", fields=["name"], condition=models.Q(state="confirmed")
            ),
            models.CheckConstraint(name="hostname_state", condition=models.Q(state__in=["waiting", "confirmed"])),
        ]


class Dismissal(TenantModel):
    """A step of the first week's list that a manager set aside, or (as `seen:` and its name) whose page a manager has opened."""

    step = models.CharField(max_length=30)
    user_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(name="dismissal_once", fields=["agency", "step"])]
