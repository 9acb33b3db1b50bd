"""What an agency decides for itself, its tickets and its news."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agencies", "0008_trail")]

    operations = []
