"""What an agency decides for itself."""

from django.db import models

from agencies.tenancy.models.rows import TenantModel


def real_rechecks() -> list[int]:
    """Seconds after sending at which an address is looked at again: 1 h, 6 h, 24 h, daily to day 14, weekly to day 90."""
    return [3600, 6 * 3600, *(86400 * day for day in range(1, 15)), *(86400 * day for day in range(21, 91, 7))]


def usual_notice_languages() -> list[str]:
    """Languages that each notice carries besides the host's own."""
    return ["en", "ko"]


class AgencySettings(TenantModel):
    """What an agency decides for itself; waiting times are rows here so that the demo can have them in seconds.

    Changed by agencies.workspace only, which checks the limits, counts the version and keeps each one.
    """

    version = models.PositiveIntegerField(
        default=1, help_text="counts the changes; a change names the one it is made to"
    )
    contact_email = models.EmailField()
    reply_address = models.EmailField(help_text="address that notices are sent from and answered to")
    emergency_line = models.CharField(max_length=200, blank=True)
    lines = models.JSONField(default=list, blank=True, help_text="further lines to call: [{label, number}]")
    logo = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the logo, empty without one")
    time_zone = models.CharField(max_length=60, default="UTC")
    languages = models.JSONField(default=list, help_text="interface languages, the first is the default")
    notice_languages = models.JSONField(
        default=usual_notice_languages, help_text="languages that each notice carries besides the host's own"
    )
    contact_from = models.TimeField(null=True, help_text="people are contacted from this time of day on")
    contact_until = models.TimeField(null=True, help_text="and not after this one")
    contact_rules = models.TextField(blank=True, help_text="how the agency contacts people safely, for its workers")
    protected_age = models.PositiveSmallIntegerField(
        default=19, help_text="years; persons below it, or of unknown age, are protected"
    )
    capacity = models.CharField(
        max_length=20, default="representative", help_text="in which capacity the agency files notices"
    )
    recheck_seconds = models.JSONField(default=real_rechecks)
    removal_confirm_seconds = models.PositiveIntegerField(
        default=6 * 3600, help_text="between the two looks that prove a removal"
    )
    crawl_min_seconds = models.PositiveIntegerField(default=900, help_text="shortest cadence a watch source may have")
    crawl_pages_day = models.PositiveIntegerField(default=1_000_000, help_text="pages that the crawl reads in a day")
    crawl_megabytes_day = models.PositiveIntegerField(default=500_000, help_text="megabytes that it fetches in a day")
    crawl_seconds_day = models.PositiveIntegerField(
        default=172_800, help_text="seconds of workers that it takes in a day; two workers round the clock"
    )
    notice_addresses = models.PositiveSmallIntegerField(
        default=50, help_text="most addresses in one notice; 250 is the smallest limit among providers"
    )
    review_lease_seconds = models.PositiveIntegerField(default=600)
    send_window_seconds = models.PositiveIntegerField(
        default=60, help_text="a decision can be undone so long; nothing is sent before"
    )
    review_hours = models.PositiveSmallIntegerField(
        default=24, help_text="a package is to be decided within so many hours of the find"
    )
    review_first_hours = models.PositiveSmallIntegerField(
        default=4, help_text="the same where a minor may be shown, or a copy came back"
    )
    glass_seconds = models.PositiveIntegerField(
        default=4 * 3600, help_text="how long a manager sees a restricted case after breaking the glass"
    )
    open_to_partners = models.BooleanField(
        default=False, help_text="other agencies that know our short name may propose to work together"
    )
    partner_answer_hours = models.PositiveSmallIntegerField(
        default=72, help_text="a partner's time to answer when it is asked for a second approval"
    )
    two_person = models.CharField(max_length=10, default="protected", help_text="which approvals need a second person")
    supervised_days = models.PositiveSmallIntegerField(
        default=14, help_text="days after the opening in which nothing is sent without a second person; 0: none"
    )
    picture_minutes_day = models.PositiveSmallIntegerField(
        default=240, help_text="minutes a day that one officer works with pictures at the most"
    )
    picture_minutes_row = models.PositiveSmallIntegerField(default=60, help_text="the same without a break")
    golden_every = models.PositiveSmallIntegerField(
        default=50, help_text="one item with a known answer among so many on the desk; 0: none, in demos and tests only"
    )
    sample_percent = models.PositiveSmallIntegerField(
        default=5, help_text="share of decisions that a colleague reads again without knowing the first answer"
    )
    retention_days = models.PositiveSmallIntegerField(default=90, help_text="casework is kept after a case was closed")
    screenshots = models.CharField(max_length=10, default="adults", help_text="whose pages are captured as a picture")
    duty_titles = models.JSONField(
        default=dict, blank=True, help_text="titles that notices are signed with: {role: {language: title}}"
    )
    pdq_radius = models.PositiveSmallIntegerField(default=31, help_text="bits of 256")
    pdq_quality = models.PositiveSmallIntegerField(default=50, help_text="0-100; values below are matched exactly only")
    certain_distance = models.PositiveSmallIntegerField(default=10, help_text="bits of 256, for the band certain")
    certain_quality = models.PositiveSmallIntegerField(default=80, help_text="0-100, for the band certain")
    certain_frames = models.PositiveSmallIntegerField(default=5, help_text="ordered frames, for the band certain")
    freeze_hosts = models.PositiveSmallIntegerField(
        default=5, help_text="on more hosts than this within an hour, a registration is held for two people"
    )
    freeze_pages = models.PositiveSmallIntegerField(default=20, help_text="the same for pages")
    seen_days = models.PositiveSmallIntegerField(
        default=30, help_text="hashes seen on sources of the abuse list are kept; 0: not at all"
    )

    searches_day = models.PositiveIntegerField(
        default=5000, help_text="questions to search providers in 24 hours, all terms together; 0: none"
    )
    searches_provider = models.PositiveIntegerField(default=500, help_text="the same for one provider")
    gap_minutes = models.PositiveIntegerField(
        default=60, help_text="minutes without a look at a source, beyond its plan, until a mail says so; 0: none"
    )
    watch_words = models.TextField(
        blank=True, help_text="words beside which a watched name may mean abuse, besides the portal's own"
    )
    certain_patches = models.PositiveSmallIntegerField(default=3, help_text="distinct patches, for the band certain")
    patch_search = models.BooleanField(
        default=False, help_text="patches and sound are stored of adults who agreed to it, to find cropped copies"
    )
    patch_minimum = models.PositiveSmallIntegerField(default=2, help_text="distinct patches that a match needs")
    frame_minimum = models.PositiveSmallIntegerField(default=2, help_text="ordered frames that the band likely needs")
    sound_minimum = models.PositiveSmallIntegerField(default=3, help_text="seconds of equal sound that a match needs")
    casework_reminder_seconds = models.PositiveIntegerField(
        default=14 * 86400, help_text="how long before that it is announced on the case"
    )
    watch_reminder_seconds = models.PositiveIntegerField(
        default=365 * 86400, help_text="how often it is recalled that fingerprints are still watched"
    )
    leaving_grace_seconds = models.PositiveIntegerField(
        default=30 * 86400, help_text="between the second word on a departure and the shredding"
    )

    class Meta:
        verbose_name_plural = "agency settings"
        constraints = [
            models.UniqueConstraint(name="agencysettings_one", fields=["agency"]),
            models.CheckConstraint(name="agencysettings_radius", condition=models.Q(pdq_radius__lte=31)),
            models.CheckConstraint(name="agencysettings_quality", condition=models.Q(pdq_quality__gte=50)),
            models.CheckConstraint(  # HARMS 18: an agency may be stricter, never wider
                name="agencysettings_certain",
                condition=models.Q(certain_distance__lte=10, certain_quality__gte=80, certain_frames__gte=5),
            ),
            models.CheckConstraint(  # HARMS 17, 20: stricter only
                name="agencysettings_guards",
                condition=models.Q(
                    freeze_hosts__gte=1,
                    freeze_hosts__lte=5,
                    freeze_pages__gte=1,
                    freeze_pages__lte=20,
                    seen_days__lte=30,
                ),
            ),
            models.CheckConstraint(  # the same for patches, frames and sound
                name="agencysettings_detail",
                condition=models.Q(
                    certain_patches__gte=3, patch_minimum__gte=2, frame_minimum__gte=2, sound_minimum__gte=3
                ),
            ),
            models.CheckConstraint(
                name="agencysettings_protected_age", condition=models.Q(protected_age__gte=18, protected_age__lte=25)
            ),
            models.CheckConstraint(
                name="agencysettings_retention", condition=models.Q(retention_days__gte=30, retention_days__lte=365)
            ),
            models.CheckConstraint(
                name="agencysettings_partner_answer",
                condition=models.Q(partner_answer_hours__gte=1, partner_answer_hours__lte=336),
            ),
            models.CheckConstraint(  # HARMS 23, 25: stricter only
                name="agencysettings_care",
                condition=models.Q(
                    picture_minutes_day__lte=240,
                    picture_minutes_row__lte=60,
                    golden_every__lte=50,
                    sample_percent__lte=100,
                ),
            ),
            models.CheckConstraint(
                name="agencysettings_notice_addresses",
                condition=models.Q(notice_addresses__gte=1, notice_addresses__lte=250),
            ),
            models.CheckConstraint(
                name="agencysettings_two_person", condition=models.Q(two_person__in=["off", "protected", "all"])
            ),
            models.CheckConstraint(
                name="agencysettings_screenshots", condition=models.Q(screenshots__in=["adults", "scripted", "none"])
            ),
            models.CheckConstraint(
                name="agencysettings_capacity",
                condition=models.Q(capacity__in=["subject", "representative", "designated_body", "relay"]),
            ),
        ]
