"""Settings of matching: what an agency searches with, and how much it asks of a match."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0010_onboarding")]

    operations = [
        migrations.AddField(
            model_name="agencysettings",
            name="certain_patches",
            field=models.PositiveSmallIntegerField(default=3, help_text="distinct patches, for the band certain"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="frame_minimum",
            field=models.PositiveSmallIntegerField(default=2, help_text="ordered frames that the band likely needs"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="patch_minimum",
            field=models.PositiveSmallIntegerField(default=2, help_text="distinct patches that a match needs"),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="patch_search",
            field=models.BooleanField(
                default=False,
                help_text="patches and sound are stored of adults who agreed to it, to find cropped copies",
            ),
        ),
        migrations.AddField(
            model_name="agencysettings",
            name="sound_minimum",
            field=models.PositiveSmallIntegerField(default=3, help_text="seconds of equal sound that a match needs"),
        ),
        migrations.AddConstraint(
            model_name="agencysettings",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("certain_patches__gte", 3),
                    ("frame_minimum__gte", 2),
                    ("patch_minimum__gte", 2),
                    ("sound_minimum__gte", 3),
                ),
                name="agencysettings_detail",
            ),
        ),
    ]
