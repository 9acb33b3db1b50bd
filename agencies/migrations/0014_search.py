"""Settings of keyword searches."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0013_crawl")]

    operations = [
        migrations.AddField(
            model_name="agencysettings",
            name="searches_day",
            field=models.PositiveIntegerField(
                default=5000, help_text="questions to search providers in 24 hours, all terms together; 0: none"
            ),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="searches_provider",
            field=models.PositiveIntegerField(default=500, help_text="the same for one provider"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="watch_words",
            field=models.TextField(
                blank=True, help_text="words beside which a watched name may mean abuse, besides the portal's own"
            ),
        ),
    ]
