"""What people wrote, sealed under the key of its case."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_lookups"), ("agencies", "0005_keys")]

    operations = []
