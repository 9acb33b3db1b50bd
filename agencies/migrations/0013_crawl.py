"""Budgets of the crawl."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0012_guards")]

    operations = [
        migrations.AddField(
            model_name='agencysettings',
            name='crawl_megabytes_day',
            field=models.PositiveIntegerField(default=500000, help_text='megabytes that it fetches in a day'),
        ),
        migrations.AddField(
            model_name='agencysettings',
            name='crawl_pages_day',
            field=models.PositiveIntegerField(default=1000000, help_text='pages that the crawl reads in a day'),
        ),
        migrations.AddField(
            model_name='agencysettings',
            name='crawl_seconds_day',
            field=models.PositiveIntegerField(default=172800, help_text='seconds of workers that it takes in a day; two workers round the clock'),
        ),
    ]
