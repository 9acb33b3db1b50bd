"""Evidence and notices, sealed under the key of their case."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("takedowns", "0003_lookups"), ("agencies", "0005_keys")]

    operations = []
