"""Sites that were discovered, and dossiers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_terms")]

    operations = []
