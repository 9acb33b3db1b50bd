"""Sources of the abuse list, and what was seen there lately; the matcher's role reads the values."""

import agencies.keys.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations import RunSQL

from agencies.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_match"), ("agencies", "0012_guards")]

    operations = [
        migrations.AddField(
            model_name="watchsource",
            name="abuse_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="watchsource",
            name="abuse_by",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="watchsource",
            name="abuse_listed",
            field=models.BooleanField(
                default=False, help_text="known for abuse: hashes of what is seen there are kept for some days"
            ),
        ),
        migrations.AddField(
            model_name="watchsource",
            name="abuse_reason",
            field=agencies.keys.fields.SealedTextField(blank=True, case=None, help_text="why it is listed"),
        ),
        migrations.AddField(
            model_name="watchsource",
            name="forgotten",
            field=models.PositiveBigIntegerField(
                default=0, help_text="pictures and clips that were looked at and forgotten"
            ),
        ),
        migrations.CreateModel(
            name="SeenMedia",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url_key", models.BinaryField(help_text="keyed digest of the address", max_length=16)),
                ("at_ms", models.PositiveIntegerField(default=0)),
                (
                    "addresses",
                    agencies.keys.fields.SealedTextField(
                        case=None, help_text="of the file and of the page that shows it, a line each"
                    ),
                ),
                ("value", models.BinaryField(max_length=32)),
                ("quality", models.PositiveSmallIntegerField()),
                ("sha256_mark", models.BinaryField(help_text="keyed digest of the file", max_length=32)),
                ("md5_mark", models.BinaryField(max_length=32)),
                ("seen_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
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
        migrations.AddIndex(
            model_name="seenmedia",
            index=models.Index(fields=["sha256_mark"], name="seenmedia_sha256"),
        ),
        migrations.AddIndex(
            model_name="seenmedia",
            index=models.Index(fields=["md5_mark"], name="seenmedia_md5"),
        ),
        migrations.AddIndex(
            model_name="seenmedia",
            index=models.Index(fields=["agency", "seen_at"], name="seenmedia_age"),
        ),
        migrations.AddConstraint(
            model_name="seenmedia",
            constraint=models.UniqueConstraint(fields=("agency", "source", "url_key", "at_ms"), name="seenmedia_once"),
        ),
        *rls.wall("cases_seenmedia", source_id="cases_watchsource"),
        RunSQL(
            """CREATE POLICY matcher_reads ON cases_seenmedia FOR SELECT TO portal_matcher USING (true);
               GRANT SELECT (id, agency_id, value, quality, sha256_mark, md5_mark) ON cases_seenmedia TO portal_matcher;""",
            "DROP POLICY matcher_reads ON cases_seenmedia; REVOKE ALL ON cases_seenmedia FROM portal_matcher;",
        ),
    ]
