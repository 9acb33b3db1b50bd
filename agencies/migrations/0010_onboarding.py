"""Applications, agreements and leaving."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agencies", "0009_workspace")]

    operations = []
