"""How much an officer has seen, and the days on which somebody wants to see nothing. Never a picture, never a case's words.

These rows belong to the officer and the wellbeing lead, live 90 days, and no performance page may read them (HARMS 25).
"""

from django.db import models
from django.db.models.functions import Now

from agencies.tenancy.models import TenantModel
from takedowns.wellbeing.states import AskWhy, Outcome


class PictureLook(TenantModel):
    """One officer asked once for the picture of one package. `level` and `hold_until`: how far it is uncovered now."""

    user_id = models.BigIntegerField()
    item_id = models.BigIntegerField(help_text="the package; a number, so that no case hangs on these figures")
    why = models.CharField(max_length=10, choices=[(w, w) for w in AskWhy])
    outcome = models.CharField(max_length=12, default=Outcome.ASKED, choices=[(o, o) for o in Outcome])
    asked_at = models.DateTimeField(db_default=Now())
    shown_at = models.DateTimeField(null=True, help_text="when it was fetched; a look fetches once")
    ended_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    hold_until = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0, help_text="uncovered")
    reveals = models.PositiveIntegerField(default=0, help_text="times that it was uncovered")

    class Meta:
        constraints = [
            models.CheckConstraint(name="picturelook_why", condition=models.Q(why__in=[w.value for w in AskWhy])),
            models.CheckConstraint(
                name="picturelook_outcome", condition=models.Q(outcome__in=[o.value for o in Outcome])
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "user_id", "-asked_at"], name="picturelook_whose"),
            models.Index(fields=["agency", "item_id", "-asked_at"], name="picturelook_item"),
        ]


class RestDay(TenantModel):
    """Not me today: until then this officer gets no package that may need eyes, or none of this one case."""

    user_id = models.BigIntegerField()
    case_id = models.BigIntegerField(null=True, help_text="null: every package that may need eyes")
    until = models.DateTimeField()
    taken_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="restday_one", fields=["agency", "user_id", "case_id"], nulls_distinct=False),
        ]
