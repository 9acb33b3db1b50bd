"""Doubted patches are known by keyed marks of their values: the matcher's rows get other numbers when a registration goes on.

Numbers of rows that were noted before stay, and mean no patch any more.
"""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_guards")]

    operations = [
        migrations.RemoveConstraint("patchdoubt", "patchdoubt_once"),
        migrations.RenameField("patchdoubt", "value_id", "mark"),
        migrations.AlterField(
            "patchdoubt", "mark", models.BigIntegerField(help_text="services/marks.py; the same after a suspension")
        ),
        migrations.AddConstraint(
            "patchdoubt", models.UniqueConstraint(fields=["agency", "mark"], name="patchdoubt_once")
        ),
        migrations.RenameField("match", "entries", "marks"),
        migrations.AlterField(
            "match",
            "marks",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, help_text="keyed marks of the patches that agreed",
                size=None,
            ),
        ),
    ]
