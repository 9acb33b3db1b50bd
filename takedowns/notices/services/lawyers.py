"""Words of the platform's lawyers about rows of the law table and blocks of text; every change leaves a line in the platform's trail."""

from agencies.audit import services as audit
from agencies.tenancy.actor import Staff
from takedowns.notices import bases
from takedowns.notices.models import BasisConfirmation, BlockReview


def basis_confirmed(staff: Staff, row: BasisConfirmation, *, deleted: bool = False) -> None:
    """Record that a confirmation was written, changed or taken away, in the caller's transaction."""
    audit.record_platform(
        staff, "basis.unconfirm" if deleted else "basis.confirm", subject_kind="basisconfirmation", subject_id=row.pk,
        basis=row.code, row_sha256=row.row_sha256, table_version=bases.version(),
    )  # fmt: skip


def block_reviewed(staff: Staff, row: BlockReview, *, deleted: bool = False) -> None:
    """Record that a block was reviewed, retired or its review taken away, in the caller's transaction."""
    audit.record_platform(
        staff, "block.unreview" if deleted else "block.review", subject_kind="blockreview", subject_id=row.pk,
        block=row.code, language=row.language, state=row.state, sha256=row.sha256,
    )  # fmt: skip
