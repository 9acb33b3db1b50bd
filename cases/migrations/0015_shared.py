"""Shared sources, their health, quiet hours and imports."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_frontier")]

    operations = []
