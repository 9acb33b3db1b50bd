"""Finds say by which methods they were recognised."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_feed")]

    operations = []
