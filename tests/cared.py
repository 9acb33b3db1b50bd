"""Rows of what looks after the people at the desk."""

from agencies.tenancy.scope import tenant_scope
from takedowns.quality.models import Sample
from takedowns.review.models import ReviewItem
from takedowns.wellbeing.models import PictureLook
from tests.people import Cast


def care_rows(cast: Cast, waiting: ReviewItem) -> dict[str, int]:
    """A look at its picture, and a decision that waits to be read again."""
    with tenant_scope(cast.harbour.pk):
        look = PictureLook.objects.create(
            agency=cast.harbour, user_id=cast.users["officer"].pk, item_id=waiting.pk, why="unsure"
        )
        sample = Sample.objects.create(
            agency=cast.harbour, case_id=waiting.case_id, item=waiting, first_by=1, first_approved=True
        )
    return {"look_id": look.pk, "sample_id": sample.pk}
