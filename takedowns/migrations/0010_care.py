"""Items with a known answer, second readings, passes, and what officers have seen."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from agencies.tenancy import rls

CASE, ITEM = "cases_case", "takedowns_reviewitem"
# Whatever the code does: what hangs on an invented case is neither approved nor delivered.
STAYS = """
    CREATE FUNCTION takedowns_golden_stays() RETURNS trigger LANGUAGE plpgsql AS
    $body$ BEGIN
        IF EXISTS (SELECT 1 FROM cases_case WHERE id = NEW.case_id AND golden) THEN
            RAISE EXCEPTION 'an item with a known answer never leaves the house';
        END IF;
        RETURN NEW;
    END $body$;
    CREATE TRIGGER golden_stays BEFORE INSERT OR UPDATE ON takedowns_delivery
    FOR EACH ROW EXECUTE FUNCTION takedowns_golden_stays();
    CREATE TRIGGER golden_stays BEFORE INSERT OR UPDATE ON takedowns_notice
    FOR EACH ROW WHEN (NEW.state IN ('approved', 'sent') OR NEW.approved_by IS NOT NULL OR NEW.approved_sha256 <> '')
    EXECUTE FUNCTION takedowns_golden_stays();
"""
UNDO = """DROP TRIGGER golden_stays ON takedowns_delivery; DROP TRIGGER golden_stays ON takedowns_notice;
    DROP FUNCTION takedowns_golden_stays();"""


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0016_care'),
        ('cases', '0020_golden'),
        ('takedowns', "0009_recipient_ways"),
    ]

    operations = [
        migrations.CreateModel(
            name='Passed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='takedowns.reviewitem')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Golden',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sample', models.CharField(help_text="name in samples.py of the words; figures may be an earlier decision's", max_length=40)),
                ('own', models.BooleanField(default=False, help_text='figures of a decision of this agency')),
                ('right', models.BooleanField(help_text='whether it is to be approved')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('decided_by', models.BigIntegerField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('approved', models.BooleanField(null=True)),
                ('reason', models.CharField(blank=True, help_text='code of a rejection', max_length=30)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('case', models.ForeignKey(help_text='an invented one', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('match', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.match')),
            ],
            options={
                'indexes': [models.Index(fields=['agency', 'decided_by', '-decided_at'], name='golden_whose')],
                'constraints': [models.UniqueConstraint(fields=('agency', 'match'), name='golden_match'), models.CheckConstraint(condition=models.Q(models.Q(('approved', None), ('decided_at', None), ('decided_by', None)), models.Q(('approved__isnull', False), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='golden_decided')],
            },
        ),
        migrations.CreateModel(
            name='PictureLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user_id', models.BigIntegerField()),
                ('item_id', models.BigIntegerField(help_text='the package; a number, so that no case hangs on these figures')),
                ('why', models.CharField(choices=[('unsure', 'unsure'), ('law', 'law'), ('person', 'person'), ('contested', 'contested')], max_length=10)),
                ('outcome', models.CharField(choices=[('asked', 'asked'), ('shown', 'shown'), ('gone', 'gone'), ('unreachable', 'unreachable'), ('refused', 'refused'), ('unreadable', 'unreadable')], default='asked', max_length=12)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('shown_at', models.DateTimeField(help_text='when it was fetched; a look fetches once', null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('level', models.PositiveSmallIntegerField(default=0)),
                ('hold_until', models.DateTimeField(null=True)),
                ('seconds', models.FloatField(default=0, help_text='uncovered')),
                ('reveals', models.PositiveIntegerField(default=0, help_text='times that it was uncovered')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'indexes': [models.Index(fields=['agency', 'user_id', '-asked_at'], name='picturelook_whose'), models.Index(fields=['agency', 'item_id', '-asked_at'], name='picturelook_item')],
                'constraints': [models.CheckConstraint(condition=models.Q(('why__in', ['unsure', 'law', 'person', 'contested'])), name='picturelook_why'), models.CheckConstraint(condition=models.Q(('outcome__in', ['asked', 'shown', 'gone', 'unreachable', 'refused', 'unreadable'])), name='picturelook_outcome')],
            },
        ),
        migrations.CreateModel(
            name='RestDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user_id', models.BigIntegerField()),
                ('case_id', models.BigIntegerField(help_text='null: every package that may need eyes', null=True)),
                ('until', models.DateTimeField()),
                ('taken_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agency', 'user_id', 'case_id'), name='restday_one', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_by', models.BigIntegerField()),
                ('first_approved', models.BooleanField()),
                ('drawn_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('read_by', models.BigIntegerField(null=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('approved', models.BooleanField(help_text='what the second person would have done', null=True)),
                ('reason', models.CharField(blank=True, help_text='code of a rejection', max_length=30)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='takedowns.reviewitem')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['agency', 'id'], name='sample_waiting')],
                'constraints': [models.UniqueConstraint(fields=('agency', 'item'), name='sample_once'), models.CheckConstraint(condition=models.Q(('read_by', None), models.Q(('read_by', models.F('first_by')), _negated=True), _connector='OR'), name='sample_another'), models.CheckConstraint(condition=models.Q(models.Q(('approved', None), ('read_at', None), ('read_by', None)), models.Q(('approved__isnull', False), ('read_at__isnull', False), ('read_by__isnull', False)), _connector='OR'), name='sample_read')],
            },
        ),
        *rls.wall("takedowns_passed", case_id=CASE, item_id=ITEM),
        *rls.wall("takedowns_golden", case_id=CASE, match_id="cases_match"),
        *rls.wall("takedowns_picturelook"),
        *rls.wall("takedowns_restday"),
        *rls.wall("takedowns_sample", case_id=CASE, item_id=ITEM),
        migrations.RunSQL(STAYS, UNDO),
    ]
