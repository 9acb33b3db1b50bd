"""Anchors and sealed sources of the trail."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agencies", "0007_access")]

    operations = []
