"""What people wrote, sealed under the key of its case."""

import django.db.models.deletion
from django.db import migrations, models

from agencies.keys.fields import SealedTextField
from agencies.tenancy import rls

CONTACT = "a way of contact that the person calls safe; 200 characters"


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_lookups"), ("agencies", "0005_keys")]

    operations = [
        rls.refuse_rows("cases_report", "text <> '' OR contact <> ''"),
        rls.refuse_rows("cases_reportedlink"),
        migrations.AddField(
            "case",
            "shredded_at",
            models.DateTimeField(null=True, help_text="its key is destroyed: what people wrote is gone for good"),
        ),
        migrations.RemoveField("report", "text"),
        migrations.RemoveField("report", "contact"),
        migrations.AddField("report", "text", SealedTextField(blank=True, case="case_id", default=""), preserve_default=False),
        migrations.AddField(
            "report",
            "contact",
            SealedTextField(blank=True, case="case_id", default="", help_text=CONTACT),
            preserve_default=False,
        ),
        migrations.RemoveConstraint("reportedlink", "reportedlink_once"),
        migrations.RemoveField("reportedlink", "url"),
        migrations.AddField("reportedlink", "url", SealedTextField(case="case_id", default=""), preserve_default=False),
        migrations.AddField(
            "reportedlink",
            "url_mark",
            models.CharField(
                max_length=64, default="", help_text="keyed digest: the same address once in a report"
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "reportedlink",
            models.UniqueConstraint(name="reportedlink_once", fields=["agency", "report", "url_mark"]),
        ),
        migrations.CreateModel(
            name="ContactMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(name="contactmark_once", fields=["agency", "digest", "case"])
                ],
            },
        ),
        *rls.wall("cases_contactmark", case_id="cases_case"),
    ]
