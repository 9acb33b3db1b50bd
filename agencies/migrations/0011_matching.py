"""Settings of matching: what an agency searches with, and how long it remembers what was seen."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agencies", "0010_onboarding")]

    operations = []
