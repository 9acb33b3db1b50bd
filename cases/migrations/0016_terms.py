"""Search terms, consent per provider, and watched words."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_shared")]

    operations = []
