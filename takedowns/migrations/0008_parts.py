"""Parts of notices, and what a person filed by hand."""

import agencies.keys.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import takedowns.delivery.states
from django.db import migrations, models

from agencies.tenancy import rls


PART = "takedowns_noticepart"


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0016_care'),
        ('cases', '0020_golden'),
        ('takedowns', '0007_desk'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('subject', 'subject'), ('plain', 'plain'), ('html', 'html'), ('pdf', 'pdf'), ('json', 'json'), ('signature', 'signature'), ('xarf', 'xarf'), ('feedback', 'feedback'), ('sheet', 'sheet'), ('letter', 'letter'), ('form', 'form'), ('message', 'message')], max_length=10)),
                ('variant', models.CharField(blank=True, help_text='tells parts of one kind apart: whose sheet it is', max_length=20)),
                ('language', models.CharField(blank=True, help_text='empty: every language of the notice', max_length=12)),
                ('name', models.CharField(max_length=80)),
                ('media_type', models.CharField(max_length=80)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('content', agencies.keys.fields.SealedBinaryField(case='notice.case_id', null=True)),
                ('rendered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='delivery',
            name='delivery_state',
        ),
        migrations.RemoveField(
            model_name='notice',
            name='pdf',
        ),
        migrations.AddField(
            model_name='delivery',
            name='confirmation',
            field=agencies.keys.fields.SealedTextField(blank=True, case='case_id', default='', help_text='what the form answered, in its words'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='delivery',
            name='filed_by',
            field=models.BigIntegerField(help_text='who filed it, where no machine sent it', null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='ticket',
            field=agencies.keys.fields.SealedTextField(blank=True, case='case_id', default='', help_text="number that the recipient's form or letter box gave"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='notice',
            name='papers',
            field=models.JSONField(default=list, help_text='papers that a person asked for besides: letter'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='channel',
            field=models.CharField(choices=[('mail', 'mail'), ('form', 'form'), ('google', 'google'), ('bing', 'bing'), ('letter', 'letter')], default=takedowns.delivery.states.Channel['MAIL'], max_length=10),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='recipient',
            field=models.EmailField(blank=True, help_text='empty where a person filed it', max_length=254),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[(takedowns.delivery.states.DeliveryState['QUEUED'], takedowns.delivery.states.DeliveryState['QUEUED']), (takedowns.delivery.states.DeliveryState['BY_HAND'], takedowns.delivery.states.DeliveryState['BY_HAND']), (takedowns.delivery.states.DeliveryState['SENDING'], takedowns.delivery.states.DeliveryState['SENDING']), (takedowns.delivery.states.DeliveryState['SENT'], takedowns.delivery.states.DeliveryState['SENT']), (takedowns.delivery.states.DeliveryState['BLOCKED'], takedowns.delivery.states.DeliveryState['BLOCKED']), (takedowns.delivery.states.DeliveryState['FAILED'], takedowns.delivery.states.DeliveryState['FAILED']), (takedowns.delivery.states.DeliveryState['UNKNOWN'], takedowns.delivery.states.DeliveryState['UNKNOWN'])], default=takedowns.delivery.states.DeliveryState['QUEUED'], max_length=10),
        ),
        migrations.AlterField(
            model_name='notice',
            name='content',
            field=agencies.keys.fields.SealedBinaryField(case='case_id', help_text='the message without its date and number', null=True),
        ),
        migrations.AlterField(
            model_name='notice',
            name='content_sha256',
            field=models.CharField(blank=True, help_text='of the manifest of all parts; of the words before', max_length=64),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'by_hand', 'sending', 'sent', 'blocked', 'failed', 'unknown'])), name='delivery_state'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['mail', 'form', 'google', 'bing', 'letter'])), name='delivery_channel'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('channel', 'mail'), models.Q(('state', 'sent'), _negated=True), ('filed_by__isnull', False), _connector='OR'), name='delivery_filed'),
        ),
        migrations.AddField(
            model_name='noticepart',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency'),
        ),
        migrations.AddField(
            model_name='noticepart',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='takedowns.notice'),
        ),
        migrations.AddConstraint(
            model_name='noticepart',
            constraint=models.UniqueConstraint(fields=('agency', 'notice', 'kind', 'variant', 'language'), name='noticepart_once'),
        ),
        migrations.AddConstraint(
            model_name='noticepart',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['subject', 'plain', 'html', 'pdf', 'json', 'signature', 'xarf', 'feedback', 'sheet', 'letter', 'form', 'message'])), name='noticepart_kind'),
        ),
        migrations.AddConstraint(
            model_name='noticepart',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='noticepart_digest'),
        ),
        *rls.wall(PART, notice_id="takedowns_notice"),
        # Written once. Replaced only while the notice is undecided; gone with the agency or its case's casework.
        migrations.RunSQL(
            f"""REVOKE UPDATE, TRUNCATE ON {PART} FROM portal_app;
                CREATE FUNCTION {PART}_stays() RETURNS trigger LANGUAGE plpgsql AS
                $body$ BEGIN
                    IF TG_OP = 'DELETE' AND (
                        EXISTS (SELECT FROM takedowns_notice n WHERE n.id = OLD.notice_id AND n.agency_id = OLD.agency_id
                                AND n.state IN ('incomplete', 'ready') AND n.approved_sha256 = '')
                        OR EXISTS (SELECT FROM agencies_departure d WHERE d.state = 'shredding' AND d.agency_id = OLD.agency_id)
                        OR EXISTS (SELECT FROM agencies_casekeeping k JOIN takedowns_notice n
                                   ON n.agency_id = k.agency_id AND n.case_id = k.case_id
                                   WHERE n.id = OLD.notice_id AND k.agency_id = OLD.agency_id
                                   AND k.shredded_at IS NOT NULL AND NOT k.hold))
                    THEN RETURN OLD; END IF;
                    RAISE EXCEPTION 'parts of a decided notice are never changed or removed';
                END $body$;
                CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON {PART} FOR EACH ROW EXECUTE FUNCTION {PART}_stays();""",
            f"""DROP TRIGGER stays ON {PART}; DROP FUNCTION {PART}_stays();
                GRANT UPDATE ON {PART} TO portal_app;""",
        ),
    ]
