"""Budgets of the crawl."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agencies", "0012_guards")]

    operations = []
