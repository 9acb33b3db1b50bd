"""Applications, agreements and leaving."""

import agencies.keys.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from agencies.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("agencies", "0009_workspace"), ("takedowns", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name='AgencyTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('renew_on', models.DateField()),
                ('reminded_at', models.DateTimeField(help_text='before the day; empty again after a renewal', null=True)),
                ('due_told_at', models.DateTimeField(help_text='on the day; empty again after a renewal', null=True)),
                ('confirmed_at', models.DateTimeField(help_text='a manager says that the facts still hold', null=True)),
                ('confirmed_by_id', models.BigIntegerField(null=True)),
                ('renewed_at', models.DateTimeField(null=True)),
                ('agency', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_sha256', models.CharField(max_length=64, unique=True)),
                ('form_key', models.UUIDField(help_text='of the form that was sent: sent twice it is one application', unique=True)),
                ('state', models.CharField(choices=[('received', 'received'), ('asked', 'asked'), ('proposed', 'proposed'), ('accepted', 'accepted'), ('signed', 'signed'), ('active', 'active'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], default='received', max_length=12)),
                ('institution', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('local_government', 'local government'), ('public_body', 'public body'), ('ngo', 'NGO'), ('foreign_non_profit', 'foreign non-profit'), ('company', 'company with a public-interest purpose'), ('platform', 'platform')], max_length=30)),
                ('country', models.CharField(max_length=2)),
                ('purpose', models.TextField()),
                ('plan', models.TextField()),
                ('officer_name', models.CharField(help_text='data protection officer', max_length=120)),
                ('officer_email', models.EmailField(max_length=254)),
                ('contact_name', models.CharField(max_length=120)),
                ('contact_email', models.EmailField(max_length=254)),
                ('language', models.CharField(max_length=10)),
                ('submitted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('moved_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('proposed_by_id', models.BigIntegerField(help_text='first of two reviewers', null=True)),
                ('decided_by_id', models.BigIntegerField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reasons', models.TextField(blank=True, help_text='of the decision, told to the applicant')),
                ('erased_at', models.DateTimeField(help_text='texts, names, addresses and files are gone since then', null=True)),
                ('agency', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
        ),
        migrations.CreateModel(
            name='ApplicationCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(choices=[('purpose', 'purpose'), ('legal_ground', 'legal_ground'), ('officer', 'officer'), ('conflict', 'conflict'), ('sanctions', 'sanctions')], max_length=16)),
                ('result', models.CharField(choices=[('fine', 'fine'), ('problem', 'problem')], max_length=8)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('user_id', models.BigIntegerField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='agencies.application')),
            ],
        ),
        migrations.CreateModel(
            name='ApplicationFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('supporting', 'supporting'), ('countersigned', 'countersigned')], max_length=16)),
                ('name', models.CharField(max_length=120)),
                ('size', models.PositiveIntegerField(help_text='bytes')),
                ('sha256', models.CharField(max_length=64)),
                ('sealed', models.BinaryField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='agencies.application')),
            ],
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('issued', 'issued'), ('signed', 'signed'), ('replaced', 'replaced')], default='issued', max_length=10)),
                ('text_version', models.CharField(max_length=20)),
                ('text_sha256', models.CharField(help_text='of the text that was filled in', max_length=64)),
                ('languages', models.JSONField(help_text="of the document, the applicant's first")),
                ('controller', models.CharField(max_length=300)),
                ('processor', models.CharField(max_length=300)),
                ('sub_processors', models.CharField(max_length=600)),
                ('storage', models.CharField(max_length=300)),
                ('transfer_ground', models.CharField(max_length=600)),
                ('authority', models.CharField(max_length=300)),
                ('sealed', models.BinaryField(help_text='the PDF')),
                ('sha256', models.CharField(help_text="of the PDF's exact bytes", max_length=64)),
                ('certificate', models.CharField(blank=True, help_text='fingerprint; empty: an unsigned copy', max_length=64)),
                ('issued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('issued_by_id', models.BigIntegerField()),
                ('method', models.CharField(blank=True, choices=[('click', 'click'), ('upload', 'upload')], max_length=8)),
                ('signer_name', models.CharField(blank=True, max_length=120)),
                ('signer_role', models.CharField(blank=True, max_length=120)),
                ('signed_at', models.DateTimeField(null=True)),
                ('signer_source', models.GenericIPAddressField(help_text='kept for two years', null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='agencies.application')),
                ('countersigned', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.applicationfile')),
            ],
        ),
        migrations.CreateModel(
            name='ApplicationMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('platform', 'platform'), ('applicant', 'applicant')], max_length=10)),
                ('text', models.TextField()),
                ('user_id', models.BigIntegerField(help_text="of the platform's staff", null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='agencies.application')),
            ],
        ),
        migrations.CreateModel(
            name='PlatformMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('received', 'received'), ('asked', 'asked'), ('declined', 'declined'), ('agreement', 'agreement'), ('welcome', 'welcome'), ('renewal', 'renewal'), ('renewal_due', 'renewal_due'), ('suspended', 'suspended'), ('lifted', 'lifted')], max_length=16)),
                ('state', models.CharField(choices=[('due', 'due'), ('sent', 'sent'), ('failed', 'failed')], default='due', max_length=8)),
                ('sealed', models.BinaryField(help_text='the code of the link; gone once the mail is sent', null=True)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.CharField(blank=True, help_text='class of the last error', max_length=60)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('done_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('application', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='agencies.application')),
            ],
        ),
        migrations.CreateModel(
            name='Suspension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('started_by_id', models.BigIntegerField(help_text='empty: the lapse of the term', null=True)),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lifted_by_id', models.BigIntegerField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['state', '-id'], name='application_queue'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'asked', 'proposed', 'accepted', 'signed', 'active', 'declined', 'withdrawn'])), name='application_state'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['local_government', 'public_body', 'ngo', 'foreign_non_profit', 'company', 'platform'])), name='application_kind'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('country__regex', '^[A-Z]{2}$')), name='application_country'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('agency', None), ('state', 'active'), _connector='OR'), name='application_agency'),
        ),
        migrations.AddConstraint(
            model_name='applicationcheck',
            constraint=models.UniqueConstraint(fields=('application', 'item'), name='applicationcheck_once'),
        ),
        migrations.AddConstraint(
            model_name='applicationcheck',
            constraint=models.CheckConstraint(condition=models.Q(('item__in', ['purpose', 'legal_ground', 'officer', 'conflict', 'sanctions'])), name='applicationcheck_item'),
        ),
        migrations.AddConstraint(
            model_name='applicationcheck',
            constraint=models.CheckConstraint(condition=models.Q(('result__in', ['fine', 'problem'])), name='applicationcheck_result'),
        ),
        migrations.AddConstraint(
            model_name='applicationfile',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['supporting', 'countersigned'])), name='applicationfile_kind'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['issued', 'signed', 'replaced'])), name='agreement_state'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('method__in', ['click', 'upload', ''])), name='agreement_method'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'replaced'), _negated=True), fields=('application',), name='agreement_live'),
        ),
        migrations.AddConstraint(
            model_name='applicationmessage',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['platform', 'applicant'])), name='applicationmessage_side'),
        ),
        migrations.AddIndex(
            model_name='platformmail',
            index=models.Index(condition=models.Q(('state', 'due')), fields=['due_at'], name='platformmail_due'),
        ),
        migrations.AddConstraint(
            model_name='platformmail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['received', 'asked', 'declined', 'agreement', 'welcome', 'renewal', 'renewal_due', 'suspended', 'lifted'])), name='platformmail_kind'),
        ),
        migrations.AddConstraint(
            model_name='platformmail',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['due', 'sent', 'failed'])), name='platformmail_state'),
        ),
        migrations.AddConstraint(
            model_name='platformmail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agency__isnull', False), ('application', None)), ('application__isnull', False), _connector='OR'), name='platformmail_to'),
        ),
        migrations.AddConstraint(
            model_name='suspension',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('agency',), name='suspension_open'),
        ),
        # leaving
        migrations.AddField(
            model_name='agency',
            name='training',
            field=models.BooleanField(default=False, help_text='invented cases to practise with; nothing is ever sent to anybody'),
        ),
        migrations.AddField(
            model_name='agencysettings',
            name='casework_reminder_seconds',
            field=models.PositiveIntegerField(default=1209600, help_text='how long before that it is announced on the case'),
        ),
        migrations.AddField(
            model_name='agencysettings',
            name='leaving_grace_seconds',
            field=models.PositiveIntegerField(default=2592000, help_text='between the second word on a departure and the shredding'),
        ),
        migrations.AddField(
            model_name='agencysettings',
            name='watch_reminder_seconds',
            field=models.PositiveIntegerField(default=31536000, help_text='how often it is recalled that fingerprints are still watched'),
        ),
        migrations.CreateModel(
            name='CaseKeeping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_id', models.BigIntegerField()),
                ('hold', models.BooleanField(default=False, help_text='a legal hold: nothing of the case is deleted by itself')),
                ('hold_by_id', models.BigIntegerField(null=True)),
                ('hold_at', models.DateTimeField(null=True)),
                ('hold_reason', agencies.keys.fields.SealedTextField(blank=True, case='case_id')),
                ('reminded_at', models.DateTimeField(help_text='that the casework will go', null=True)),
                ('shredded_at', models.DateTimeField(help_text='the casework is gone since then; fingerprints go on', null=True)),
                ('watch_reminded_at', models.DateTimeField(help_text='that fingerprints are still watched', null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agency', 'case_id'), name='casekeeping_one')],
            },
        ),
        migrations.CreateModel(
            name='Departure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('requested', 'requested'), ('waiting', 'waiting'), ('shredding', 'shredding'), ('done', 'done'), ('stopped', 'stopped')], default='requested', max_length=10)),
                ('reason', models.BinaryField(default=b'', help_text="sealed under the platform's key; emptied with the rows")),
                ('started_by_id', models.BigIntegerField()),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('confirmed_by_id', models.BigIntegerField(null=True)),
                ('confirmed_by_platform', models.BooleanField(default=False)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(help_text='end of the grace period', null=True)),
                ('stopped_by_id', models.BigIntegerField(null=True)),
                ('ended_at', models.DateTimeField(help_text='stopped, or everything deleted', null=True)),
                ('language', models.CharField(default='en', max_length=10)),
                ('contact', models.EmailField(blank=True, help_text='gets the certificate; emptied once it is sent', max_length=254)),
                ('exported_at', models.DateTimeField(help_text='when the last archive was written that somebody fetched', null=True)),
                ('keys_destroyed_at', models.DateTimeField(null=True)),
                ('counts', models.JSONField(default=dict, help_text='table: rows deleted')),
                ('kept', models.JSONField(default=dict, help_text='table: rows that stay')),
                ('certificate', models.BinaryField(help_text='PDF', null=True)),
                ('certificate_sha256', models.CharField(blank=True, max_length=64)),
                ('certificate_signed', models.BooleanField(default=False)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['requested', 'waiting', 'shredding'])), fields=('agency',), name='departure_one'), models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'waiting', 'shredding', 'done', 'stopped'])), name='departure_state'), models.CheckConstraint(condition=models.Q(('confirmed_by_id', None), models.Q(('confirmed_by_id', models.F('started_by_id')), _negated=True), _connector='OR'), name='departure_two_people')],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_id', models.BigIntegerField(help_text='empty: the whole agency', null=True)),
                ('state', models.CharField(choices=[('queued', 'queued'), ('ready', 'ready'), ('failed', 'failed'), ('removed', 'removed')], default='queued', max_length=8)),
                ('reason', agencies.keys.fields.SealedTextField(case=None)),
                ('asked_by_id', models.BigIntegerField()),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('nonce', models.CharField(blank=True, help_text="with the portal's secret it gives the passphrase", max_length=32)),
                ('working_at', models.DateTimeField(help_text='last sign of the job that writes it', null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('rows', models.JSONField(default=dict, help_text='table: rows written')),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('sha256', models.CharField(blank=True, help_text='of the encrypted file', max_length=64)),
                ('ready_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('downloads', models.PositiveSmallIntegerField(default=0)),
                ('removed_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'ready', 'failed', 'removed'])), name='export_state')],
            },
        ),
        *rls.wall("agencies_casekeeping"),
        *rls.wall("agencies_export"),
        rls.leaves_with_agency("takedowns_custodyevent"),
        rls.leaves_with_agency("takedowns_evidenceitem"),
        rls.lookup_function(
            "lookup_belongs",
            "person bigint",
            "boolean",
            "SELECT EXISTS (SELECT FROM agencies_membership m WHERE m.user_id = person)",
        ),
    ]
