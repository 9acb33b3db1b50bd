"""The frontier of a crawl that is fair to hosts."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_kinds")]

    operations = []
