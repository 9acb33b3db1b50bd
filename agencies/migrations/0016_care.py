"""Roles and limits that look after officers and their decisions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0015_gaps"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="invitation",
            name="invitation_roles",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_role",
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="golden_every",
            field=models.PositiveSmallIntegerField(
                default=50,
                help_text="one item with a known answer among so many on the desk; 0: none, in demos and tests only",
            ),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="picture_minutes_day",
            field=models.PositiveSmallIntegerField(
                default=240, help_text="minutes a day that one officer works with pictures at the most"
            ),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="picture_minutes_row",
            field=models.PositiveSmallIntegerField(default=60, help_text="the same without a break"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="sample_percent",
            field=models.PositiveSmallIntegerField(
                default=5, help_text="share of decisions that a colleague reads again without knowing the first answer"
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("agency_manager", "agency_manager"),
                    ("case_worker", "case_worker"),
                    ("removal_officer", "removal_officer"),
                    ("approver", "approver"),
                    ("auditor", "auditor"),
                    ("integrator", "integrator"),
                    ("quality_lead", "quality_lead"),
                    ("wellbeing_lead", "wellbeing_lead"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddConstraint(
            model_name="agencysettings",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("golden_every__lte", 50),
                    ("picture_minutes_day__lte", 240),
                    ("picture_minutes_row__lte", 60),
                    ("sample_percent__lte", 100),
                ),
                name="agencysettings_care",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "roles__contained_by",
                        [
                            "agency_manager",
                            "case_worker",
                            "removal_officer",
                            "approver",
                            "auditor",
                            "integrator",
                            "quality_lead",
                            "wellbeing_lead",
                        ],
                    )
                ),
                name="invitation_roles",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "agency_manager",
                            "case_worker",
                            "removal_officer",
                            "approver",
                            "auditor",
                            "integrator",
                            "quality_lead",
                            "wellbeing_lead",
                        ],
                    )
                ),
                name="membership_role",
            ),
        ),
    ]
