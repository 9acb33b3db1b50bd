"""The directory as a whole: who leaks what, found contacts, dead ones, an agency's relay."""

import django.db.models.deletion
import django.db.models.functions.datetime
import takedowns.recipients.models
import takedowns.recipients.rules
import takedowns.recipients.states
from django.db import migrations, models

from agencies.tenancy import rls


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0019_batch'),
        ('takedowns', '0015_preservation'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactDoubt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254)),
                ('contributor', models.CharField(max_length=64)),
                ('why', models.CharField(choices=[(takedowns.recipients.states.DoubtWhy["BOUNCED"], takedowns.recipients.states.DoubtWhy["BOUNCED"]), (takedowns.recipients.states.DoubtWhy["OFFICER"], takedowns.recipients.states.DoubtWhy["OFFICER"]), (takedowns.recipients.states.DoubtWhy["STAFF"], takedowns.recipients.states.DoubtWhy["STAFF"])], max_length=10)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(max_length=260)),
                ('scope', models.CharField(choices=[(takedowns.recipients.states.Scope["SITE"], takedowns.recipients.states.Scope["SITE"]), (takedowns.recipients.states.Scope["NETWORK"], takedowns.recipients.states.Scope["NETWORK"]), (takedowns.recipients.states.Scope["REGISTRAR"], takedowns.recipients.states.Scope["REGISTRAR"])], max_length=10)),
                ('source', models.CharField(choices=[(takedowns.recipients.states.Source["RDAP"], takedowns.recipients.states.Source["RDAP"]), (takedowns.recipients.states.Source["WHOIS"], takedowns.recipients.states.Source["WHOIS"]), (takedowns.recipients.states.Source["SECURITY_TXT"], takedowns.recipients.states.Source["SECURITY_TXT"]), (takedowns.recipients.states.Source["GUESS"], takedowns.recipients.states.Source["GUESS"]), (takedowns.recipients.states.Source["OFFICER"], takedowns.recipients.states.Source["OFFICER"])], max_length=14)),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('form_url', models.URLField(blank=True, max_length=300)),
                ('name', models.CharField(blank=True, max_length=150)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('cdn', models.CharField(blank=True, help_text='network in front of the host: ask it for the origin', max_length=40)),
                ('state', models.CharField(choices=[(takedowns.recipients.states.FoundState["FOUND"], takedowns.recipients.states.FoundState["FOUND"]), (takedowns.recipients.states.FoundState["VERIFIED"], takedowns.recipients.states.FoundState["VERIFIED"]), (takedowns.recipients.states.FoundState["REFUSED"], takedowns.recipients.states.FoundState["REFUSED"])], default=takedowns.recipients.states.FoundState["FOUND"], max_length=10)),
                ('found_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['host', 'scope', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Relay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('email', models.EmailField(max_length=254)),
                ('flagger', models.BooleanField(default=False, help_text='a trusted flagger under the Digital Services Act: all recipients there are reached by it')),
                ('active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='provider',
            name='provider_kind',
        ),
        migrations.AddField(
            model_name='provider',
            name='capabilities',
            field=models.JSONField(default=takedowns.recipients.models.by_mail, help_text='email, form, api, xarf, portal'),
        ),
        migrations.AddField(
            model_name='provider',
            name='channels',
            field=models.JSONField(default=takedowns.recipients.models.by_mail, help_text='the order in which ways are tried'),
        ),
        migrations.AddField(
            model_name='provider',
            name='code',
            field=models.CharField(blank=True, help_text='of the shipped directory', max_length=40, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='provider',
            name='csam_policy',
            field=models.CharField(choices=[('standard', 'standard'), ('hotline_first', 'hotline_first'), ('law_enforcement_only', 'law_enforcement_only')], default='standard', max_length=24),
        ),
        migrations.AddField(
            model_name='provider',
            name='forwards',
            field=models.BooleanField(default=False, help_text='forwards notices to the uploader'),
        ),
        migrations.AddField(
            model_name='provider',
            name='jurisdictions',
            field=models.JSONField(blank=True, default=list, help_text='countries whose law it follows'),
        ),
        migrations.AddField(
            model_name='provider',
            name='languages',
            field=models.JSONField(blank=True, default=list, help_text='all languages of the abuse desk'),
        ),
        migrations.AddField(
            model_name='provider',
            name='listed',
            field=models.BooleanField(default=False, help_text='all agencies see it in the directory; never one whose name tells of a person'),
        ),
        migrations.AddField(
            model_name='providerhost',
            name='listed',
            field=models.BooleanField(default=False, help_text='all agencies see it in the directory; never one whose name tells of a person'),
        ),
        migrations.AddField(
            model_name='provider',
            name='lumen',
            field=models.BooleanField(default=False, help_text='gives notices to a public database'),
        ),
        migrations.AddField(
            model_name='provider',
            name='max_addresses',
            field=models.PositiveSmallIntegerField(default=250, help_text='most addresses in one notice'),
        ),
        migrations.AddField(
            model_name='provider',
            name='networks',
            field=models.JSONField(blank=True, default=list, help_text='addresses that belong to it (CIDR)'),
        ),
        migrations.AddField(
            model_name='provider',
            name='parent',
            field=models.ForeignKey(blank=True, help_text='next in the chain', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='takedowns.provider'),
        ),
        migrations.AddField(
            model_name='provider',
            name='sender',
            field=models.CharField(choices=[(takedowns.recipients.rules.Sender['BY_RISK'], takedowns.recipients.rules.Sender['BY_RISK']), (takedowns.recipients.rules.Sender['AGENCY'], takedowns.recipients.rules.Sender['AGENCY']), (takedowns.recipients.rules.Sender['RELAY'], takedowns.recipients.rules.Sender['RELAY'])], default=takedowns.recipients.rules.Sender['BY_RISK'], help_text='whose name it gets to see', max_length=10),
        ),
        migrations.AddField(
            model_name='provider',
            name='source',
            field=models.CharField(blank=True, help_text='who said so', max_length=300),
        ),
        migrations.AddField(
            model_name='provider',
            name='source_date',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='provider',
            name='status',
            field=models.CharField(choices=[('confirmed', 'confirmed'), ('unconfirmed', 'unconfirmed')], default='unconfirmed', max_length=12),
        ),
        migrations.AddField(
            model_name='provider',
            name='verified_by',
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AlterField(
            model_name='provider',
            name='kind',
            field=models.CharField(choices=[('site', 'site operator'), ('host', 'hosting company'), ('cdn', 'delivery network'), ('registrar', 'domain registrar'), ('search', 'search engine'), ('regulator', 'regulator'), ('hotline', 'hotline')], default='site', max_length=10),
        ),
        migrations.AlterField(
            model_name='provider',
            name='verified_on',
            field=models.DateField(blank=True, help_text='nothing is sent before somebody checked the contact', null=True),
        ),
        migrations.AddConstraint(
            model_name='provider',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['site', 'host', 'cdn', 'registrar', 'search', 'regulator', 'hotline'])), name='provider_kind'),
        ),
        migrations.AddConstraint(
            model_name='provider',
            constraint=models.CheckConstraint(condition=models.Q(('sender__in', ['by_risk', 'agency', 'relay'])), name='provider_sender'),
        ),
        migrations.AddConstraint(
            model_name='provider',
            constraint=models.CheckConstraint(condition=models.Q(('max_addresses__gte', 1), ('max_addresses__lte', 250)), name='provider_addresses'),
        ),
        migrations.AddConstraint(
            model_name='contactdoubt',
            constraint=models.UniqueConstraint(fields=('address', 'contributor'), name='contactdoubt_once'),
        ),
        migrations.AddField(
            model_name='recipient',
            name='provider',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='takedowns.provider'),
        ),
        migrations.AddField(
            model_name='relay',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.UniqueConstraint(fields=('host', 'scope', 'address', 'form_url'), name='recipient_once'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['found', 'verified', 'refused'])), name='recipient_state'),
        ),
        migrations.AddConstraint(
            model_name='relay',
            constraint=models.UniqueConstraint(condition=models.Q(('active', True)), fields=('agency',), name='relay_one'),
        ),
        *(
            migrations.AddConstraint(
                model_name=model, constraint=models.CheckConstraint(condition=models.Q((f'{column}__in', values)), name=f'{model}_{short}')
            )
            for model, column, short, values in (
                ('provider', 'csam_policy', 'csam', ['standard', 'hotline_first', 'law_enforcement_only']),
                ('provider', 'status', 'status', ['confirmed', 'unconfirmed']),
                ('recipient', 'scope', 'scope', ['site', 'network', 'registrar']),
                ('recipient', 'source', 'source', ['rdap', 'whois', 'security_txt', 'guess', 'officer']),
                ('contactdoubt', 'why', 'why', ['bounced', 'officer', 'staff']),
            )
        ),
        *rls.wall("takedowns_relay"),
    ]
