"""When a mail says that a source was not looked at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0014_search")]

    operations = [
        migrations.AddField(
            model_name="agencysettings",
            name="gap_minutes",
            field=models.PositiveIntegerField(
                default=60,
                help_text="minutes without a look at a source, beyond its plan, until a mail says so; 0: none",
            ),
        ),
    ]
