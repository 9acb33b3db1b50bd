"""Envelope keys behind the wall."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_lifecycle")]

    operations = []
