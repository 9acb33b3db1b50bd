"""Evidence, notices and officers' notes, sealed under the key of their case."""

from django.db import migrations

from agencies.keys.fields import SealedBinaryField, SealedTextField
from agencies.tenancy import rls

PLAIN, HTML = "the plain part, for people", "the HTML part, for people"


def sealed(model: str, name: str, field: SealedBinaryField) -> list[migrations.operations.base.Operation]:
    """The column anew: plain content cannot become sealed content inside the database."""
    return [migrations.RemoveField(model, name), migrations.AddField(model, name, field, preserve_default=False)]


class Migration(migrations.Migration):
    dependencies = [("takedowns", "0003_lookups"), ("agencies", "0005_keys")]

    operations = [
        rls.refuse_rows("takedowns_evidenceitem"),
        rls.refuse_rows("takedowns_notice", "subject <> '' OR text <> '' OR html <> '' OR content IS NOT NULL"),
        rls.refuse_rows("takedowns_reviewitem", "note <> ''"),
        *sealed("evidenceitem", "content", SealedBinaryField(case="package.case_id", default=b"")),
        *sealed("notice", "subject", SealedTextField(blank=True, case="case_id", default="")),
        *sealed("notice", "text", SealedTextField(blank=True, case="case_id", default="", help_text=PLAIN)),
        *sealed("notice", "html", SealedTextField(blank=True, case="case_id", default="", help_text=HTML)),
        *sealed("notice", "pdf", SealedBinaryField(case="case_id", null=True)),
        *sealed("notice", "content", SealedBinaryField(case="case_id", null=True)),
        *sealed("reviewitem", "note", SealedTextField(blank=True, case="case_id", default="")),
    ]
