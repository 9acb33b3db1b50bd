"""Which stretches of a clip were found."""

import django.contrib.postgres.fields
from django.db import migrations, models

FIELD = {
    "name": "stretches",
    "field": django.contrib.postgres.fields.ArrayField(
        base_field=models.PositiveIntegerField(),
        default=list,
        help_text="milliseconds, four for each stretch of a clip: from and to as registered, from and to as found",
        size=None,
    ),
}


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_exclusions")]

    operations = [
        migrations.AddField(model_name="match", **FIELD),
        migrations.AddField(model_name="matchcopy", **FIELD),
    ]
