"""A report as an integrator hands it in."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from agencies.access.serializers import StrictSerializer
from cases.casework.states import AgeBand, Purpose
from cases.fingerprints.serializers import ItemsField
from cases.intake import links

LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$"


class ReportSerializer(StrictSerializer):
    """What somebody told the partner, and what she agrees to. No name and no way of contact: those stay where they are known."""

    age_band = serializers.ChoiceField(
        choices=[a.value for a in AgeBand],
        help_text="of the youngest person in the pictures when they were taken; any doubt is `unknown`",
    )
    purposes = serializers.ListField(
        child=serializers.ChoiceField(choices=[p.value for p in Purpose]),
        max_length=len(Purpose),
        help_text="what the person agreed to, one by one",
    )
    language = serializers.RegexField(LANGUAGE, max_length=12, default="en", help_text="of the person: ko, en, pt-BR")
    quiet = serializers.BooleanField(
        default=False, help_text="send nothing before she says so: she is being threatened"
    )
    text = serializers.CharField(
        max_length=20_000, allow_blank=True, default="", help_text="in her own words; never given out again by the API"
    )
    keep_out = serializers.CharField(
        max_length=2_000, allow_blank=True, default="",
        help_text="who at the agency must not see the case; until a manager has read it the case exists for nobody, this key included",
    )  # fmt: skip
    addresses = serializers.ListField(
        child=serializers.CharField(max_length=2_000), max_length=links.MOST, default=list,
        help_text="where it was seen: http and https addresses",
    )  # fmt: skip
    items = ItemsField(required=False, help_text="files to look for; needs the purpose detection and its scope")

    def validate_addresses(self, addresses: list[str]) -> list[str]:
        """Each entry is one whole address; names those that are not."""
        wrong = {str(n): [_("This is not an http or https address.")] for n, a in enumerate(addresses) if not _whole(a)}
        if wrong:
            raise serializers.ValidationError(wrong)
        return addresses


def arguments(given: dict[str, Any]) -> dict[str, Any]:
    """Validated data as the service takes it: it reads addresses out of one text."""
    return {**given, "addresses": "\n".join(given["addresses"]), "items": given.get("items", [])}


def _whole(address: str) -> bool:
    return links.ADDRESS.fullmatch(address) is not None
