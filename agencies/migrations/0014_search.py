"""Settings of keyword searches."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agencies", "0013_crawl")]

    operations = []
