"""The provider directory that all agencies share: facts about hosts, never about cases. And an agency's own relay."""

from django.db import models
from django.db.models.functions import Now

from agencies.tenancy.models import TenantModel
from takedowns.recipients.directory import CSAM, KINDS, RISKS, STATUSES
from takedowns.recipients.rules import Sender
from takedowns.recipients.states import DoubtWhy, FoundState, Scope, Source


def by_mail() -> list[str]:
    """How a provider is reached unless something else is known."""
    return ["email"]


class Provider(models.Model):
    """Somebody who can take material down, or who answers for those who can."""

    class Kind(models.TextChoices):
        SITE = "site", "site operator"
        HOST = "host", "hosting company"
        CDN = "cdn", "delivery network"
        REGISTRAR = "registrar", "domain registrar"
        SEARCH = "search", "search engine"
        REGULATOR = "regulator", "regulator"
        HOTLINE = "hotline", "hotline"

    class Risk(models.TextChoices):
        NONE = "none", "nothing known"
        FORWARDS = "forwards", "forwards notices to the uploader"
        PUBLISHES = "publishes", "publishes notices"
        RETALIATES = "retaliates", "retaliates"
        HOSTILE = "hostile", "hostile state"

    code = models.CharField(max_length=40, unique=True, null=True, blank=True, help_text="of the shipped directory")
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SITE)
    country = models.CharField(max_length=2)
    jurisdictions = models.JSONField(default=list, blank=True, help_text="countries whose law it follows")
    language = models.CharField(max_length=12, default="en", help_text="language of the abuse desk")
    languages = models.JSONField(default=list, blank=True, help_text="all languages of the abuse desk")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="next in the chain"
    )
    networks = models.JSONField(default=list, blank=True, help_text="addresses that belong to it (CIDR)")
    capabilities = models.JSONField(default=by_mail, help_text="email, form, api, xarf, portal")
    channels = models.JSONField(default=by_mail, help_text="the order in which ways are tried")
    abuse_email = models.EmailField(blank=True)
    accepts_xarf = models.BooleanField(default=False, help_text="its programs read XARF reports sent by mail")
    form_url = models.URLField(
        blank=True, max_length=500, help_text="its web form for such notices, for a person to fill in"
    )
    postal = models.TextField(blank=True, help_text="postal address, one line each")
    risk = models.CharField(max_length=12, choices=Risk.choices, default=Risk.NONE)
    lumen = models.BooleanField(default=False, help_text="gives notices to a public database")
    forwards = models.BooleanField(default=False, help_text="forwards notices to the uploader")
    sender = models.CharField(
        max_length=10, default=Sender.BY_RISK, choices=[(s, s) for s in Sender], help_text="whose name it gets to see"
    )
    csam_policy = models.CharField(max_length=24, default="standard", choices=[(c, c) for c in CSAM])
    max_addresses = models.PositiveSmallIntegerField(default=250, help_text="most addresses in one notice")
    source = models.CharField(max_length=300, blank=True, help_text="who said so")
    source_date = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12, default="unconfirmed", choices=[(s, s) for s in STATUSES])
    verified_on = models.DateField(
        null=True, blank=True, help_text="nothing is sent before somebody checked the contact"
    )
    verified_by = models.CharField(max_length=150, blank=True)
    listed = models.BooleanField(
        default=False, help_text="all agencies see it in the directory; never one whose name tells of a person"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="provider_kind", condition=models.Q(kind__in=list(KINDS))),
            models.CheckConstraint(name="provider_risk", condition=models.Q(risk__in=list(RISKS))),
            models.CheckConstraint(name="provider_csam", condition=models.Q(csam_policy__in=list(CSAM))),
            models.CheckConstraint(name="provider_status", condition=models.Q(status__in=list(STATUSES))),
            models.CheckConstraint(name="provider_sender", condition=models.Q(sender__in=[s.value for s in Sender])),
            models.CheckConstraint(
                name="provider_addresses", condition=models.Q(max_addresses__gte=1, max_addresses__lte=250)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProviderHost(models.Model):
    """A host name (with a port if it is not a usual one) that a provider answers for."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="hosts")
    host = models.CharField(max_length=260, unique=True, help_text="lower case, punycode; sub-domains follow it")
    listed = models.BooleanField(
        default=False, help_text="all agencies see it in the directory; never one whose name tells of a person"
    )

    def __str__(self) -> str:
        return self.host


class Recipient(models.Model):
    """A contact that was looked up or proposed for a host. Nothing is sent to it before platform staff verified it."""

    host = models.CharField(max_length=260)
    scope = models.CharField(max_length=10, choices=[(s, s) for s in Scope])
    source = models.CharField(max_length=14, choices=[(s, s) for s in Source])
    address = models.EmailField(blank=True)
    form_url = models.URLField(blank=True, max_length=300)
    name = models.CharField(max_length=150, blank=True)
    country = models.CharField(max_length=2, blank=True)
    cdn = models.CharField(max_length=40, blank=True, help_text="network in front of the host: ask it for the origin")
    state = models.CharField(max_length=10, default=FoundState.FOUND, choices=[(s, s) for s in FoundState])
    provider = models.ForeignKey(Provider, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    found_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["host", "scope", "id"]
        constraints = [
            models.UniqueConstraint(name="recipient_once", fields=["host", "scope", "address", "form_url"]),
            models.CheckConstraint(name="recipient_scope", condition=models.Q(scope__in=[s.value for s in Scope])),
            models.CheckConstraint(name="recipient_source", condition=models.Q(source__in=[s.value for s in Source])),
            models.CheckConstraint(name="recipient_state", condition=models.Q(state__in=[s.value for s in FoundState])),
        ]

    def __str__(self) -> str:
        return f"{self.host}: {self.address or self.form_url}"


class ContactDoubt(models.Model):
    """Somebody learned that a contact is dead. Who, is a keyed digest: it only tells one agency's word from two agencies'."""

    address = models.EmailField()
    contributor = models.CharField(max_length=64)
    why = models.CharField(max_length=10, choices=[(w, w) for w in DoubtWhy])
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="contactdoubt_once", fields=["address", "contributor"]),
            models.CheckConstraint(name="contactdoubt_why", condition=models.Q(why__in=[w.value for w in DoubtWhy])),
        ]

    def __str__(self) -> str:
        return self.address


class Relay(TenantModel):
    """A partner of this agency, such as a trusted flagger, through whom dangerous recipients are reached (HARMS 26)."""

    name = models.CharField(max_length=150)
    email = models.EmailField()
    flagger = models.BooleanField(
        default=False,
        help_text="a trusted flagger under the Digital Services Act: all recipients there are reached by it",
    )
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="relay_one", fields=["agency"], condition=models.Q(active=True)),
        ]
