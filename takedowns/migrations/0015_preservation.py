"""The recipient of a sent notice can be asked to keep data for the police, by a notice of its own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0019_batch'),
        ('cases', '0020_golden'),
        ('takedowns', '0014_retractions'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_kind',
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_taken_back_once',
        ),
        migrations.AlterField(
            model_name='notice',
            name='about',
            field=models.ForeignKey(help_text='the sent notice that this takes back, or asks to keep data of', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='takedowns.notice'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='gone',
            field=models.JSONField(default=list, help_text='ids of the finds of the notice `about` that this is about'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('notice', 'notice'), ('correction', 'correction'), ('withdrawal', 'withdrawal'), ('preservation', 'preservation')], default='notice', max_length=12),
        ),
        migrations.AlterField(
            model_name='notice',
            name='why',
            field=models.CharField(blank=True, choices=[('mistake', 'mistake'), ('justified', 'justified'), ('police', 'police'), ('wish', 'wish')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about', None), ('kind', 'notice'), ('why', '')), models.Q(('about__isnull', False), ('kind__in', ('correction', 'withdrawal')), ('why__in', ['mistake', 'justified', 'wish'])), models.Q(('about__isnull', False), ('kind', 'preservation'), ('why', 'police')), _connector='OR'), name='notice_kind'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ('correction', 'withdrawal')), ('state__in', ['incomplete', 'ready', 'approved'])), fields=('agency', 'about'), name='notice_taken_back_once'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'preservation'), ('state__in', ['incomplete', 'ready', 'approved'])), fields=('agency', 'about'), name='notice_preserved_once'),
        ),
    ]
