"""Fingerprints with levels, states, sealed values and groups."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_access")]

    operations = []
