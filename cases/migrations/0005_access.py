"""Exclusions, broken glass and referrals."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_sealed"), ("agencies", "0007_access")]

    operations = []
