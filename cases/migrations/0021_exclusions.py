"""To whom nothing may be sent besides countries."""

import django.db.models.deletion
from django.db import migrations, models

import agencies.keys.fields
from agencies.tenancy import rls


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0019_batch'),
        ('cases', '0020_golden'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='excluded_police',
            field=models.BooleanField(default=False, help_text='nothing goes to the police, nor to who passes it on'),
        ),
        migrations.CreateModel(
            name='ExcludedRecipients',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', agencies.keys.fields.SealedTextField(blank=True, case='case_id', help_text='hosts or names, one a line')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='excludedrecipients',
            constraint=models.UniqueConstraint(fields=('agency', 'case'), name='excludedrecipients_once'),
        ),
        *rls.wall("cases_excludedrecipients", case_id="cases_case"),
    ]
