"""Address lists of service keys, and exceptions inside an agency."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agencies", "0006_people")]

    operations = []
