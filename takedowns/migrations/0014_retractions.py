"""A sent notice can be corrected or withdrawn: by a notice of its own that names it and goes the same way."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0019_batch'),
        ('cases', '0020_golden'),
        ('takedowns', '0013_pictures_go'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='about',
            field=models.ForeignKey(help_text='the sent notice that this takes back', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='takedowns.notice'),
        ),
        migrations.AddField(
            model_name='notice',
            name='gone',
            field=models.JSONField(default=list, help_text='ids of the finds that the notice `about` no longer covers'),
        ),
        migrations.AddField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('notice', 'notice'), ('correction', 'correction'), ('withdrawal', 'withdrawal')], default='notice', max_length=12),
        ),
        migrations.AddField(
            model_name='notice',
            name='why',
            field=models.CharField(blank=True, choices=[('mistake', 'mistake'), ('justified', 'justified'), ('wish', 'wish')], max_length=12),
        ),
        migrations.AlterField(
            model_name='reviewitem',
            name='reason',
            field=models.CharField(blank=True, choices=[('match_exact', 'match_exact'), ('match_near', 'match_near'), ('not_same', 'not_same'), ('is_reporter', 'is_reporter'), ('published_with_consent', 'published_with_consent'), ('benign', 'benign'), ('news', 'news'), ('protected_route', 'protected_route'), ('duplicate', 'duplicate'), ('dead_link', 'dead_link'), ('stands', 'stands'), ('need_info', 'need_info'), ('escalate', 'escalate')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about', None), ('kind', 'notice'), ('why', '')), models.Q(('about__isnull', False), ('kind__in', ['correction', 'withdrawal']), ('why__in', ['mistake', 'justified', 'wish'])), _connector='OR'), name='notice_kind'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['incomplete', 'ready', 'approved'])), fields=('agency', 'about'), name='notice_taken_back_once'),
        ),
        migrations.RunSQL(
            """ALTER TABLE takedowns_notice ADD CONSTRAINT takedowns_notice_about_id_tenant_fk
               FOREIGN KEY (agency_id, about_id) REFERENCES takedowns_notice (agency_id, id);""",
            "ALTER TABLE takedowns_notice DROP CONSTRAINT IF EXISTS takedowns_notice_about_id_tenant_fk;",
        ),
    ]
