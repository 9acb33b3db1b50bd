"""Every page that shows a file, addresses that wait for an officer, and mail about gaps."""

import django.db.models.deletion
from django.db import migrations, models

import agencies.keys.fields
import cases.intake.states
from agencies.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("agencies", "0014_search"), ("cases", "0018_clusters")]

    operations = [
        migrations.CreateModel(
            name="MediumPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url_key", models.CharField(help_text="of the file; see FrontierEntry", max_length=64)),
                (
                    "page_key",
                    models.CharField(help_text="SHA-256 of the page's address; keyed if that is sealed", max_length=64),
                ),
                ("page_url", models.TextField(blank=True, help_text="empty if it is sealed")),
                (
                    "sealed_page",
                    agencies.keys.fields.SealedTextField(
                        blank=True, case=None, help_text="the page of a search or report"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.crawlround"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.watchsource"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="reportedlink",
            name="decided_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reportedlink",
            name="decided_by",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="reportedlink",
            name="reason",
            field=agencies.keys.fields.SealedTextField(
                blank=True, case="case_id", help_text="why an officer had it opened, or discarded it"
            ),
        ),
        migrations.AddField(
            model_name="reportedlink",
            name="state",
            field=models.CharField(
                choices=[
                    (cases.intake.states.ReportedState["NAMED"], cases.intake.states.ReportedState["NAMED"]),
                    (cases.intake.states.ReportedState["WAITING"], cases.intake.states.ReportedState["WAITING"]),
                    (cases.intake.states.ReportedState["OPENED"], cases.intake.states.ReportedState["OPENED"]),
                    (cases.intake.states.ReportedState["DISCARDED"], cases.intake.states.ReportedState["DISCARDED"]),
                ],
                default=cases.intake.states.ReportedState["NAMED"],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="reportedlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["named", "waiting", "opened", "discarded"])),
                name="reportedlink_state",
            ),
        ),
        migrations.AddField(
            model_name="sourcegap",
            name="mailed_at",
            field=models.DateTimeField(help_text="when those who run the watch were written to", null=True),
        ),
        migrations.AddIndex(
            model_name="matchcopy",
            index=models.Index(fields=["media_key"], name="matchcopy_media"),
        ),
        migrations.AddConstraint(
            model_name="mediumpage",
            constraint=models.UniqueConstraint(
                fields=("agency", "round", "url_key", "page_key"), name="mediumpage_once"
            ),
        ),
        *rls.wall("cases_mediumpage", round_id="cases_crawlround", source_id="cases_watchsource"),
        rls.visible_to_lookup("cases_matchcopy", "id", "agency_id", "media_key"),
        # Copies that lie at addresses, whoever's: the crawl of one agency tells all owners of another page.
        rls.lookup_function(
            "lookup_copies",
            "keys text[]",
            "TABLE (agency_id bigint, copy_id bigint, media_key text)",
            """SELECT c.agency_id, c.id, c.media_key::text FROM cases_matchcopy c JOIN agencies_agency a ON a.id = c.agency_id
               WHERE a.active AND a.suspended_at IS NULL AND c.media_key = ANY(keys) ORDER BY c.id""",
        ),
    ]
