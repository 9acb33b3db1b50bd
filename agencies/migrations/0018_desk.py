"""Times of the review desk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0017_scripted"),
    ]

    operations = [
        migrations.AddField(
            model_name="agencysettings",
            name="review_first_hours",
            field=models.PositiveSmallIntegerField(
                default=4, help_text="the same where a minor may be shown, or a copy came back"
            ),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="review_hours",
            field=models.PositiveSmallIntegerField(
                default=24, help_text="a package is to be decided within so many hours of the find"
            ),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="send_window_seconds",
            field=models.PositiveIntegerField(
                default=60, help_text="a decision can be undone so long; nothing is sent before"
            ),
        ),
    ]
