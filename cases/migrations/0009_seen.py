"""What was seen earlier, for fingerprints that are registered later."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_match")]

    operations = []
