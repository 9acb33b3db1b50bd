"""The provider directory that all agencies share: facts about hosts, never about cases."""

from django.db import models
from django.db.models.functions import Now


class Provider(models.Model):
    """Somebody who can take material down."""

    class Kind(models.TextChoices):
        SITE = "site", "site operator"
        HOST = "host", "hosting company"
        SEARCH = "search", "search engine"

    class Risk(models.TextChoices):
        NONE = "none", "nothing known"
        FORWARDS = "forwards", "forwards notices to the uploader"
        PUBLISHES = "publishes", "publishes notices"
        RETALIATES = "retaliates", "retaliates"
        HOSTILE = "hostile", "hostile state"

    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SITE)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=12, default="en", help_text="language of the abuse desk")
    abuse_email = models.EmailField(blank=True)
    accepts_xarf = models.BooleanField(default=False, help_text="its programs read XARF reports sent by mail")
    form_url = models.URLField(
        blank=True, max_length=500, help_text="its web form for such notices, for a person to fill in"
    )
    postal = models.TextField(blank=True, help_text="postal address, one line each")
    risk = models.CharField(max_length=12, choices=Risk.choices, default=Risk.NONE)
    verified_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="provider_kind", condition=models.Q(kind__in=["site", "host", "search"])),
            models.CheckConstraint(
                name="provider_risk",
                condition=models.Q(risk__in=["none", "forwards", "publishes", "retaliates", "hostile"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProviderHost(models.Model):
    """A host name (with a port if it is not a usual one) that a provider answers for."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="hosts")
    host = models.CharField(max_length=260, unique=True, help_text="lower case, punycode; sub-domains follow it")

    def __str__(self) -> str:
        return self.host
