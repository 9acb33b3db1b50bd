"""Which reader a watch source has, and the fields of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_partners")]

    operations = [
        migrations.AddField(
            model_name="watchsource",
            name="kind",
            field=models.CharField(
                default="website", help_text="which reader of cases.detection.sources", max_length=20
            ),
        ),
        migrations.AddField(
            model_name="watchsource",
            name="options",
            field=models.JSONField(blank=True, default=dict, help_text="the kind's own fields, checked by it"),
        ),
    ]
