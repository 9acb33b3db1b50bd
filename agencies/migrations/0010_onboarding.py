"""Applications, agreements and leaving."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0009_workspace")]

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
    ]
