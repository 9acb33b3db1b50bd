"""A frontier that is fair to hosts, what an agency spends on it, and the pace of hosts."""

import agencies.keys.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from agencies.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_kinds"), ("agencies", "0013_crawl")]

    operations = [
        migrations.CreateModel(
            name='CrawlDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('pages', models.PositiveBigIntegerField(default=0)),
                ('media', models.PositiveBigIntegerField(default=0)),
                ('bytes', models.PositiveBigIntegerField(default=0)),
                ('millis', models.PositiveBigIntegerField(default=0, help_text='ms of parts at work')),
            ],
        ),
        migrations.CreateModel(
            name='CrawlSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('part', models.PositiveBigIntegerField(default=0, help_text='of the job that holds the slot')),
                ('busy_until', models.DateTimeField(help_text='the chain is alive until then; empty: nothing to do', null=True)),
                ('after', models.BinaryField(default=b'', help_text='host_key that was served last: the next one is next', max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='HostPace',
            fields=[
                ('key', models.BinaryField(help_text='keyed digest of the host', max_length=32, primary_key=True, serialize=False)),
                ('lease_until', models.DateTimeField(help_text="a worker reads it until then, whichever agency's", null=True)),
                ('next_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), help_text='not before')),
                ('failures', models.PositiveSmallIntegerField(default=0, help_text='in a row')),
                ('delay_ms', models.PositiveIntegerField(default=0, help_text='ms between two requests that its robots.txt asks for')),
                ('seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), help_text='when a worker last held it')),
            ],
        ),
        migrations.RemoveIndex(
            model_name='frontierentry',
            name='frontier_next',
        ),
        migrations.AddField(
            model_name='crawlround',
            name='barren',
            field=models.JSONField(default=dict, help_text="pages of one shape that brought nothing new, by the shape's digest"),
        ),
        migrations.AddField(
            model_name='crawlround',
            name='bytes',
            field=models.PositiveBigIntegerField(default=0, help_text='received'),
        ),
        migrations.AddField(
            model_name='crawlround',
            name='fresh',
            field=models.PositiveIntegerField(default=0, help_text='pictures and clips that no earlier round knew'),
        ),
        migrations.AddField(
            model_name='crawlround',
            name='full',
            field=models.BooleanField(default=True, help_text='everything that was compared with fewer registered values is looked at again'),
        ),
        migrations.AddField(
            model_name='crawlround',
            name='listed',
            field=models.PositiveIntegerField(default=0, help_text='pages that joined the frontier, for the page budget'),
        ),
        migrations.AddField(
            model_name='crawlround',
            name='millis',
            field=models.PositiveBigIntegerField(default=0, help_text='ms of waiting for the site'),
        ),
        migrations.AddField(
            model_name='crawlround',
            name='skipped',
            field=models.PositiveIntegerField(default=0, help_text='links left out as traps or over the budget'),
        ),
        migrations.AddField(
            model_name='crawlround',
            name='version',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, help_text='of the registry when the round began', size=2),
        ),
        migrations.AddField(
            model_name='frontierentry',
            name='accept',
            field=models.CharField(blank=True, help_text='the Accept header', max_length=120),
        ),
        migrations.AddField(
            model_name='frontierentry',
            name='compared_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='frontierentry',
            name='due_at',
            field=models.DateTimeField(help_text='not before; set after a failure', null=True),
        ),
        migrations.AddField(
            model_name='frontierentry',
            name='full_mark',
            field=models.BinaryField(default=b'', help_text='the same of all bytes; of a page, of its words', max_length=16),
        ),
        migrations.AddField(
            model_name='frontierentry',
            name='head_mark',
            field=models.BinaryField(default=b'', help_text='keyed digest of the address and first bytes', max_length=16),
        ),
        migrations.AddField(
            model_name='frontierentry',
            name='host_key',
            field=models.BinaryField(default=b'', help_text='keyed digest of the host; see HostPace', max_length=32),
        ),
        migrations.AddField(
            model_name='frontierentry',
            name='lane',
            field=models.PositiveSmallIntegerField(default=5, help_text='what goes first; see cases.detection.lanes'),
        ),
        migrations.AddField(
            model_name='frontierentry',
            name='length',
            field=models.PositiveBigIntegerField(help_text='bytes', null=True),
        ),
        migrations.AddField(
            model_name='frontierentry',
            name='role',
            field=models.CharField(default='page', help_text="what the source's kind calls the answer", max_length=12),
        ),
        migrations.AddField(
            model_name='frontierentry',
            name='sealed_url',
            field=agencies.keys.fields.SealedTextField(blank=True, case=None, help_text="a search's or report's address and the page that shows it"),
        ),
        migrations.AddField(
            model_name='frontierentry',
            name='search_id',
            field=models.BigIntegerField(help_text='the search that asked for it', null=True),
        ),
        migrations.AddField(
            model_name='watchsource',
            name='idle_rounds',
            field=models.PositiveSmallIntegerField(default=0, help_text='rounds in a row without anything new'),
        ),
        migrations.AddField(
            model_name='watchsource',
            name='interval_seconds',
            field=models.PositiveIntegerField(help_text='between two rounds now: shorter than the cadence while much is new, longer while nothing is', null=True),
        ),
        migrations.AddField(
            model_name='watchsource',
            name='quiet_from',
            field=models.TimeField(help_text="no round begins from this time of day on, by the agency's clock", null=True),
        ),
        migrations.AddField(
            model_name='watchsource',
            name='quiet_until',
            field=models.TimeField(help_text='and again after this one', null=True),
        ),
        migrations.AlterField(
            model_name='frontierentry',
            name='url',
            field=models.TextField(blank=True, help_text='empty if it is sealed'),
        ),
        migrations.AlterField(
            model_name='frontierentry',
            name='url_key',
            field=models.CharField(help_text='SHA-256 of the canonical address; keyed if that is sealed', max_length=64),
        ),
        migrations.AddIndex(
            model_name='frontierentry',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'leased'])), fields=['agency', 'lane', 'host_key', 'depth', 'id'], name='frontier_next'),
        ),
        migrations.AddIndex(
            model_name='frontierentry',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'leased'])), fields=['agency', 'round'], name='frontier_open'),
        ),
        migrations.AddConstraint(
            model_name='frontierentry',
            constraint=models.CheckConstraint(condition=models.Q(('lane__lte', 9)), name='frontier_lane'),
        ),
        migrations.AddField(
            model_name='crawlday',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency'),
        ),
        migrations.AddField(
            model_name='crawlslot',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency'),
        ),
        migrations.AddIndex(
            model_name='hostpace',
            index=models.Index(fields=['seen_at'], name='hostpace_seen'),
        ),
        migrations.AddConstraint(
            model_name='crawlday',
            constraint=models.UniqueConstraint(fields=('agency', 'day'), name='crawlday_one'),
        ),
        migrations.AddConstraint(
            model_name='crawlslot',
            constraint=models.UniqueConstraint(fields=('agency', 'number'), name='crawlslot_one'),
        ),
        *rls.wall("cases_crawlslot"),
        *rls.wall("cases_crawlday"),
        rls.visible_to_lookup("cases_crawlslot", "agency_id", "busy_until"),
        rls.lookup_function(
            "lookup_broken_crawls",
            "most integer",
            "TABLE (agency_id bigint)",
            """SELECT DISTINCT s.agency_id FROM cases_crawlslot s JOIN agencies_agency a ON a.id = s.agency_id
               WHERE a.active AND a.suspended_at IS NULL AND s.busy_until < now() LIMIT most""",
        ),
    ]
