"""That a partner agency also works on a picture of a case."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from agencies.tenancy import rls


def reference(to, on_delete):
    return models.ForeignKey(on_delete=on_delete, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_doubts")]

    operations = [
        migrations.CreateModel(
            name="PartnerNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("agency", reference("agencies.agency", django.db.models.deletion.PROTECT)),
                ("case", reference("cases.case", django.db.models.deletion.CASCADE)),
                ("partner", reference("agencies.agency", django.db.models.deletion.CASCADE)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "case", "partner"), name="partnernotice_once")
                ],
            },
        ),
        *rls.wall("cases_partnernotice", case_id="cases_case"),
    ]
