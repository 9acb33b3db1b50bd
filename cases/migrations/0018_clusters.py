"""Every copy on a find's pages, files that belong together, and the pulse of the watch."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from agencies.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_candidates")]

    operations = [
        migrations.CreateModel(
            name="MatchCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "band",
                    models.CharField(
                        choices=[("certain", "certain"), ("likely", "likely"), ("possible", "possible")], max_length=10
                    ),
                ),
                (
                    "distance",
                    models.PositiveSmallIntegerField(help_text="bits of 256 that differ; 0 for an exact copy"),
                ),
                ("quality", models.PositiveSmallIntegerField(help_text="PDQ quality of the copy, 0-100")),
                ("turn", models.PositiveSmallIntegerField(default=0, help_text="which of the eight turns matched")),
                ("trimmed", models.BooleanField(default=False)),
                ("exact", models.BooleanField(default=False)),
                ("frames", models.PositiveSmallIntegerField(default=0, help_text="frames in order, for clips")),
                (
                    "difference",
                    models.CharField(blank=True, help_text="differing bits of the best pair, hex", max_length=64),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("exact", "exact"),
                            ("pdq", "pdq"),
                            ("patches", "patches"),
                            ("frames", "frames"),
                            ("sound", "sound"),
                        ],
                        default="pdq",
                        max_length=8,
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        default="whole", help_text="which part of the copy agrees; see query.View", max_length=40
                    ),
                ),
                ("inverted", models.BooleanField(default=False, help_text="the copy's colours are inverted")),
                ("mirrored", models.BooleanField(default=False)),
                ("patches", models.PositiveSmallIntegerField(default=0, help_text="distinct details that agree")),
                ("seconds", models.PositiveIntegerField(default=0, help_text="seconds of sound that agree")),
                (
                    "share",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="per cent of the registered clip that was found"
                    ),
                ),
                (
                    "marks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        help_text="keyed marks of the patches that agreed",
                        size=None,
                    ),
                ),
                ("shows", models.BigIntegerField(help_text="the first registration of the case that shows the same")),
                ("page_url", models.TextField()),
                ("page_key", models.CharField(max_length=64)),
                ("media_url", models.TextField()),
                ("media_key", models.CharField(help_text="SHA-256 of the canonical address", max_length=64)),
                (
                    "medium_mark",
                    models.CharField(help_text="keyed digest of the file, for this case alone", max_length=32),
                ),
                (
                    "cluster",
                    models.CharField(help_text="mark of the file that is found here and on other pages", max_length=32),
                ),
                ("fetched_at", models.DateTimeField(help_text="when it was fetched first")),
                ("seen_at", models.DateTimeField(help_text="when it was fetched last")),
            ],
        ),
        migrations.CreateModel(
            name="PulseMinute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minute", models.DateTimeField(help_text="when it began, UTC")),
                ("pages", models.PositiveBigIntegerField(default=0)),
                ("media", models.PositiveBigIntegerField(default=0, help_text="pictures and clips that were compared")),
                ("bytes", models.PositiveBigIntegerField(default=0, help_text="received")),
                ("errors", models.PositiveBigIntegerField(default=0)),
                ("matches", models.PositiveBigIntegerField(default=0, help_text="new finds")),
            ],
        ),
        migrations.CreateModel(
            name="SourceGap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(help_text="when it was looked at last, or added")),
                ("told_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="match",
            name="cluster",
            field=models.CharField(blank=True, help_text="of its strongest copy; see MatchCopy", max_length=32),
        ),
        migrations.AddField(
            model_name="match",
            name="other_pages",
            field=models.JSONField(default=list, help_text="addresses of other pages that show the same post"),
        ),
        migrations.AddIndex(
            model_name="crawlround",
            index=models.Index(fields=["agency", "finished_at"], name="crawlround_finished"),
        ),
        migrations.AddField(
            model_name="matchcopy",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="matchcopy",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
        ),
        migrations.AddField(
            model_name="matchcopy",
            name="fingerprint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.fingerprint"
            ),
        ),
        migrations.AddField(
            model_name="matchcopy",
            name="match",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="copies", to="cases.match"
            ),
        ),
        migrations.AddField(
            model_name="pulseminute",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="sourcegap",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="sourcegap",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.watchsource"
            ),
        ),
        migrations.AddIndex(
            model_name="matchcopy",
            index=models.Index(fields=["agency", "case", "cluster"], name="matchcopy_cluster"),
        ),
        migrations.AddIndex(
            model_name="matchcopy",
            index=models.Index(fields=["agency", "case", "page_key"], name="matchcopy_page"),
        ),
        migrations.AddIndex(
            model_name="matchcopy",
            index=models.Index(fields=["agency", "case", "medium_mark"], name="matchcopy_medium"),
        ),
        migrations.AddConstraint(
            model_name="matchcopy",
            constraint=models.UniqueConstraint(
                fields=("agency", "match", "shows", "media_key", "page_key"), name="matchcopy_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="matchcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(("method__in", ["exact", "pdq", "patches", "frames", "sound"])),
                name="matchcopy_method",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(("band__in", ["certain", "likely", "possible"])), name="matchcopy_band"
            ),
        ),
        migrations.AddConstraint(
            model_name="pulseminute",
            constraint=models.UniqueConstraint(fields=("agency", "minute"), name="pulseminute_one"),
        ),
        migrations.AddConstraint(
            model_name="sourcegap",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("agency", "source"), name="sourcegap_one_open"
            ),
        ),
        *rls.wall("cases_matchcopy", case_id="cases_case", match_id="cases_match", fingerprint_id="cases_fingerprint"),
        *rls.wall("cases_pulseminute"),
        *rls.wall("cases_sourcegap", source_id="cases_watchsource"),
        migrations.RunSQL(
            """GRANT SELECT (cadence_seconds, interval_seconds, last_success_at, created_at, quiet_from, quiet_until)
               ON cases_watchsource TO portal_lookup;""",
            """REVOKE SELECT (cadence_seconds, interval_seconds, last_success_at, created_at, quiet_from, quiet_until)
               ON cases_watchsource FROM portal_lookup;""",
        ),
        rls.visible_to_lookup("cases_crawlround", "agency_id", "source_id", "started_at", "finished_at"),
        rls.visible_to_lookup("cases_sourcegap", "agency_id", "source_id", "ended_at"),
        # Sources whose gap begins, or has ended: those without an open row that are overdue, and the other way round.
        rls.lookup_function(
            "lookup_source_gaps",
            "most integer",
            "TABLE (source_id bigint, agency_id bigint)",
            """SELECT s.id, s.agency_id FROM cases_watchsource s JOIN agencies_agency a ON a.id = s.agency_id
               LEFT JOIN cases_sourcegap g ON g.agency_id = s.agency_id AND g.source_id = s.id AND g.ended_at IS NULL
               LEFT JOIN cases_crawlround r ON r.agency_id = s.agency_id AND r.source_id = s.id AND r.finished_at IS NULL
               WHERE a.active AND a.suspended_at IS NULL AND (g.agency_id IS NOT NULL) IS DISTINCT FROM (
                   s.state = 'active' AND now() > greatest(coalesce(s.last_success_at, s.created_at), r.started_at)
                   + 2 * greatest(s.cadence_seconds, coalesce(s.interval_seconds, 0)) * interval '1 second'
                   + CASE WHEN s.quiet_from IS NULL OR s.quiet_until IS NULL THEN interval '0'
                     WHEN s.quiet_until >= s.quiet_from THEN s.quiet_until - s.quiet_from
                     ELSE s.quiet_until - s.quiet_from + interval '24 hours' END)
               ORDER BY s.id LIMIT most""",
        ),
    ]
