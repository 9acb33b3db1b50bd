"""The tenant itself."""

from django.db import models
from django.db.models.functions import Now

COMMONS = "commons"  # slug of the platform's own workspace: what is watched for all lies there; it has no people


class Agency(models.Model):
    """An adopting institution: the tenant itself. Holds public facts only; settings are in AgencySettings."""

    class Kind(models.TextChoices):
        LOCAL_GOVERNMENT = "local_government", "local government"
        PUBLIC_BODY = "public_body", "public body"
        NGO = "ngo", "NGO"
        FOREIGN_NON_PROFIT = "foreign_non_profit", "foreign non-profit"
        COMPANY = "company", "company with a public-interest purpose"
        PLATFORM = "platform", "platform"

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2, upper case")
    active = models.BooleanField(default=True, help_text="off once the agency has left")
    suspended_at = models.DateTimeField(
        null=True, blank=True, help_text="since then its people read and change nothing"
    )
    demo = models.BooleanField(
        default=False, help_text="a sample agency; a portal outside the demo refuses to start with one"
    )
    training = models.BooleanField(
        default=False, help_text="invented cases to practise with; nothing is ever sent to anybody"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "agencies"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="agency_kind",
                condition=models.Q(
                    kind__in=["local_government", "public_body", "ngo", "foreign_non_profit", "company", "platform"]
                ),
            ),
            models.CheckConstraint(name="agency_country", condition=models.Q(country__regex=r"^[A-Z]{2}$")),
        ]

    def __str__(self) -> str:
        return self.name
