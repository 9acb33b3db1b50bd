"""Finds say by which methods they were recognised."""

import django.contrib.postgres.fields
from django.db import migrations, models

METHODS = ["exact", "pdq", "patches", "frames", "sound"]


def added(name, field):
    return migrations.AddField(model_name="match", name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_feed")]

    operations = [
        added("method", models.CharField(choices=[(m, m) for m in METHODS], default="pdq", max_length=8)),
        added(
            "part",
            models.CharField(default="whole", help_text="which part of the copy agrees; see query.View", max_length=40),
        ),
        added("inverted", models.BooleanField(default=False, help_text="the copy's colours are inverted")),
        added("mirrored", models.BooleanField(default=False)),
        added("patches", models.PositiveSmallIntegerField(default=0, help_text="distinct details that agree")),
        added("seconds", models.PositiveIntegerField(default=0, help_text="seconds of sound that agree")),
        added(
            "share",
            models.PositiveSmallIntegerField(default=0, help_text="per cent of the registered clip that was found"),
        ),
        added(
            "entries",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, help_text="the matcher's rows that agreed", size=None
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(name="match_method", condition=models.Q(method__in=METHODS)),
        ),
    ]
