"""Invitations and the rules of sign-in."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agencies", "0005_keys")]

    operations = []
