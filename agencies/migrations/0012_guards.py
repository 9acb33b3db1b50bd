"""When a registration is frozen, and how long hashes of what was seen are kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0011_matching")]

    operations = [
        migrations.AddField(
            model_name="agencysettings",
            name="freeze_hosts",
            field=models.PositiveSmallIntegerField(
                default=5, help_text="on more hosts than this within an hour, a registration is held for two people"
            ),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="freeze_pages",
            field=models.PositiveSmallIntegerField(default=20, help_text="the same for pages"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="seen_days",
            field=models.PositiveSmallIntegerField(
                default=30, help_text="hashes seen on sources of the abuse list are kept; 0: not at all"
            ),
        ),
        migrations.AddConstraint(
            model_name="agencysettings",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("freeze_hosts__gte", 1),
                    ("freeze_hosts__lte", 5),
                    ("freeze_pages__gte", 1),
                    ("freeze_pages__lte", 20),
                    ("seen_days__lte", 30),
                ),
                name="agencysettings_guards",
            ),
        ),
    ]
