"""How many addresses a notice may name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0018_desk")]

    operations = [
        migrations.AddField(
            model_name="agencysettings",
            name="notice_addresses",
            field=models.PositiveSmallIntegerField(
                default=50, help_text="most addresses in one notice; 250 is the smallest limit among providers"
            ),
        ),
        migrations.AddConstraint(
            model_name="agencysettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("notice_addresses__gte", 1), ("notice_addresses__lte", 250)),
                name="agencysettings_notice_addresses",
            ),
        ),
    ]
