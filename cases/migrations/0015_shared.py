"""Owners, secrets and reasons of sources; sources that are watched for all agencies; looks before a source is kept."""

import agencies.keys.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from agencies.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_frontier")]

    operations = [
        migrations.AddField(
            model_name='watchsource',
            name='owner_id',
            field=models.BigIntegerField(help_text='the colleague who looks after it', null=True),
        ),
        migrations.AddField(
            model_name='watchsource',
            name='quiet_zone',
            field=models.CharField(blank=True, help_text="time zone of the quiet hours; empty: the agency's", max_length=40),
        ),
        migrations.AddField(
            model_name='watchsource',
            name='secrets',
            field=agencies.keys.fields.SealedTextField(blank=True, case=None, help_text="the kind's secret fields, as JSON"),
        ),
        migrations.AddField(
            model_name='watchsource',
            name='state_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='watchsource',
            name='state_by',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='watchsource',
            name='state_reason',
            field=agencies.keys.fields.SealedTextField(blank=True, case=None, help_text='why it was paused or taken up again'),
        ),
        migrations.CreateModel(
            name='SharedSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('host', models.CharField(max_length=260)),
                ('kind', models.CharField(max_length=20)),
                ('country', models.CharField(max_length=2)),
                ('language', models.CharField(max_length=12)),
                ('state', models.CharField(choices=[('active', 'active'), ('paused', 'paused'), ('retired', 'retired')], default='active', max_length=10)),
                ('health', models.CharField(choices=[('new', 'new'), ('healthy', 'healthy'), ('stale', 'stale'), ('late', 'late'), ('failing', 'failing'), ('paused', 'paused')], default='new', max_length=10)),
                ('url_key', models.CharField(help_text='SHA-256 of the canonical address, to notice one watched twice', max_length=64)),
                ('source_ref', models.BigIntegerField(help_text="id of the watch source in the platform's workspace", unique=True)),
                ('cadence_seconds', models.PositiveIntegerField()),
                ('last_success_at', models.DateTimeField(null=True)),
                ('checked_at', models.DateTimeField(help_text='when its health was last written down', null=True)),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'retired'), _negated=True), fields=('url_key',), name='sharedsource_once'), models.CheckConstraint(condition=models.Q(('state__in', ['active', 'paused', 'retired'])), name='sharedsource_state'), models.CheckConstraint(condition=models.Q(('health__in', ['new', 'healthy', 'stale', 'late', 'failing', 'paused'])), name='sharedsource_health')],
            },
        ),
        migrations.CreateModel(
            name='SharedProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency_ref', models.BigIntegerField(help_text='id of the agency that asks')),
                ('source_ref', models.BigIntegerField(help_text='its own source, which goes on until it is ended', null=True)),
                ('sealed', models.BinaryField(default=b'', help_text="name, address, kind, language, country, reason: platform's key")),
                ('state', models.CharField(choices=[('open', 'open'), ('accepted', 'accepted'), ('declined', 'declined')], default='open', max_length=10)),
                ('url_key', models.CharField(help_text='SHA-256 of the canonical address', max_length=64)),
                ('made_by_id', models.BigIntegerField(null=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('answered_by_id', models.BigIntegerField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('shared', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.sharedsource')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['made_at'], name='sharedproposal_open_first')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('agency_ref', 'url_key'), name='sharedproposal_open'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'accepted', 'declined'])), name='sharedproposal_state')],
            },
        ),
        migrations.CreateModel(
            name='SourceTrial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_ref', models.BigIntegerField(help_text='id of the source that is tried; empty: not kept yet', null=True)),
                ('asked_by', models.BigIntegerField(null=True)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('done', 'done')], default='waiting', max_length=10)),
                ('request', agencies.keys.fields.SealedTextField(case=None, help_text='the fields of the form, as JSON')),
                ('outcome', agencies.keys.fields.SealedTextField(blank=True, case=None, help_text='numbers, addresses and troubles, as JSON')),
                ('done_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'indexes': [models.Index(fields=['agency', 'asked_at'], name='sourcetrial_lately')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'done'])), name='sourcetrial_state')],
            },
        ),
        *rls.wall("cases_sourcetrial"),
    ]
