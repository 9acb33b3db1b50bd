"""Second approval inside the agency and by a partner."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("takedowns", "0004_sealed"), ("agencies", "0007_access")]

    operations = []
