"""Negative bank, frozen fingerprints, raised bars, stopped patches, series of look-ups."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_seen")]

    operations = []
