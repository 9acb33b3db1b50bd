"""Register, check, suspend, dispute and withdraw fingerprints."""

from cases.fingerprints.services.moving import (
    fingerprint_check,
    fingerprint_dispute,
    fingerprint_found,
    fingerprint_resume,
    fingerprint_suspend,
    fingerprint_withdraw,
    fingerprints_forget,
)
from cases.fingerprints.services.registering import fingerprints_register, fingerprints_take

__all__ = [
    "fingerprint_check",
    "fingerprint_dispute",
    "fingerprint_found",
    "fingerprint_resume",
    "fingerprint_suspend",
    "fingerprint_withdraw",
    "fingerprints_forget",
    "fingerprints_register",
    "fingerprints_take",
]
