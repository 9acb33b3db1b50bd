"""The change feed that the matchers follow."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_registry")]

    operations = []
