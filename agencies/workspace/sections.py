"""Where the settings stand on the page, section by section."""

from collections.abc import Mapping

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "office": ("name", "contact_email", "emergency_line", "lines", "time_zone"),
    "languages": ("languages", "notice_languages"),
    "contact": ("contact_from", "contact_until", "contact_rules"),
    "matching": (
        "protected_age",
        "patch_search",
        "pdq_radius",
        "pdq_quality",
        "frame_minimum",
        "patch_minimum",
        "sound_minimum",
        "certain_distance",
        "certain_quality",
        "certain_frames",
        "certain_patches",
    ),
    "guards": ("freeze_hosts", "freeze_pages", "seen_days"),
    "searching": ("searches_day", "searches_provider", "watch_words"),
    "decisions": (
        "two_person",
        "supervised_days",
        "notice_addresses",
        "review_lease_seconds",
        "send_window_seconds",
        "review_hours",
        "review_first_hours",
        "glass_seconds",
    ),
    "care": ("picture_minutes_day", "picture_minutes_row", "golden_every", "sample_percent"),
    "partners": ("open_to_partners", "partner_answer_hours"),
    "keeping": (
        "retention_days",
        "casework_reminder_seconds",
        "watch_reminder_seconds",
        "leaving_grace_seconds",
        "screenshots",
    ),
    "rhythm": (
        "recheck_seconds",
        "removal_confirm_seconds",
        "crawl_min_seconds",
        "gap_minutes",
        "crawl_pages_day",
        "crawl_megabytes_day",
        "crawl_seconds_day",
    ),
    "signing": ("duty_titles",),
}
