"""Settings in the API: the same names as in the documentation, no secret."""

from typing import Any

from rest_framework import serializers

from agencies.access.serializers import StrictSerializer
from agencies.workspace.states import Screenshots, TwoPerson


class Line(StrictSerializer):
    """A line to call."""

    label = serializers.CharField(max_length=80)  # type: ignore[assignment]
    number = serializers.CharField(max_length=25)


class Settings(StrictSerializer):
    """What an agency decides for itself; the limits are in the documentation, and the refusal names them."""

    name = serializers.CharField(max_length=200)
    contact_email = serializers.CharField(max_length=254)
    reply_address = serializers.CharField(max_length=254)
    emergency_line = serializers.CharField(max_length=25, allow_blank=True)
    lines = Line(many=True, max_length=8)  # type: ignore[call-arg]
    time_zone = serializers.CharField(max_length=60)
    languages = serializers.ListField(child=serializers.CharField(max_length=10), max_length=20)
    notice_languages = serializers.ListField(child=serializers.CharField(max_length=10), max_length=20)
    contact_from = serializers.TimeField(allow_null=True)
    contact_until = serializers.TimeField(allow_null=True)
    contact_rules = serializers.CharField(max_length=2000, allow_blank=True)
    protected_age = serializers.IntegerField(min_value=18, max_value=25)
    pdq_radius = serializers.IntegerField(min_value=0, max_value=31)
    pdq_quality = serializers.IntegerField(min_value=50, max_value=100)
    certain_distance = serializers.IntegerField(min_value=0, max_value=10)
    certain_quality = serializers.IntegerField(min_value=80, max_value=100)
    certain_frames = serializers.IntegerField(min_value=5, max_value=100)
    freeze_hosts = serializers.IntegerField(min_value=1, max_value=5)
    freeze_pages = serializers.IntegerField(min_value=1, max_value=20)
    seen_days = serializers.IntegerField(min_value=0, max_value=30)
    gap_minutes = serializers.IntegerField(min_value=0, max_value=10_080)
    searches_day = serializers.IntegerField(min_value=0, max_value=1_000_000)
    searches_provider = serializers.IntegerField(min_value=1, max_value=100_000)
    watch_words = serializers.CharField(max_length=2000, allow_blank=True)
    certain_patches = serializers.IntegerField(min_value=3, max_value=48)
    patch_search = serializers.BooleanField()
    patch_minimum = serializers.IntegerField(min_value=2, max_value=48)
    frame_minimum = serializers.IntegerField(min_value=2, max_value=100)
    sound_minimum = serializers.IntegerField(min_value=3, max_value=600)
    two_person = serializers.ChoiceField(choices=[word.value for word in TwoPerson])
    supervised_days = serializers.IntegerField(min_value=0, max_value=365)
    notice_addresses = serializers.IntegerField(min_value=1, max_value=250)
    review_lease_seconds = serializers.IntegerField(min_value=1, max_value=3600)
    picture_minutes_day = serializers.IntegerField(min_value=0, max_value=240)
    picture_minutes_row = serializers.IntegerField(min_value=5, max_value=60)
    golden_every = serializers.IntegerField(min_value=0, max_value=50)
    sample_percent = serializers.IntegerField(min_value=0, max_value=100)
    send_window_seconds = serializers.IntegerField(min_value=0, max_value=3600)
    review_hours = serializers.IntegerField(min_value=1, max_value=168)
    review_first_hours = serializers.IntegerField(min_value=1, max_value=72)
    glass_seconds = serializers.IntegerField(min_value=1, max_value=86400)
    open_to_partners = serializers.BooleanField()
    partner_answer_hours = serializers.IntegerField(min_value=1, max_value=336)
    casework_reminder_seconds = serializers.IntegerField(min_value=1)
    watch_reminder_seconds = serializers.IntegerField(min_value=1)
    leaving_grace_seconds = serializers.IntegerField(min_value=1)
    retention_days = serializers.IntegerField(min_value=30, max_value=365)
    screenshots = serializers.ChoiceField(choices=[word.value for word in Screenshots])
    recheck_seconds = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=60)
    removal_confirm_seconds = serializers.IntegerField(min_value=1)
    crawl_min_seconds = serializers.IntegerField(min_value=1)
    crawl_pages_day = serializers.IntegerField(min_value=1, max_value=100_000_000)
    crawl_megabytes_day = serializers.IntegerField(min_value=1, max_value=100_000_000)
    crawl_seconds_day = serializers.IntegerField(min_value=1, max_value=10_000_000)
    duty_titles = serializers.DictField(child=serializers.DictField(child=serializers.CharField(max_length=60)))


class SettingsAnswer(Settings):
    """The same with the version, which is also in the ETag."""

    version = serializers.IntegerField(read_only=True)


def answer(values: dict[str, Any], version: int) -> dict[str, Any]:
    """All settings as the API gives them out."""
    return dict(SettingsAnswer(values | {"version": version}).data)
