"""Settings of the guards around fingerprints."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agencies", "0011_matching")]

    operations = []
