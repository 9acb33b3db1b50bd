"""The demo's people: known passwords and keys, which is why the demo's settings refuse to run anywhere else."""

from collections.abc import Mapping
from dataclasses import dataclass


def gettext_noop(message: str) -> str:
    """Marks a word for extraction."""
    return message


ROLES: Mapping[str, str] = {
    "agency_manager": gettext_noop("agency manager"),
    "case_worker": gettext_noop("case worker"),
    "removal_officer": gettext_noop("removal officer"),
    "approver": gettext_noop("approver"),
    "auditor": gettext_noop("auditor"),
}
NO_ROLE = gettext_noop("administration of the platform")
PASSWORD = "harbour-lights-2026"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in to the demo. `totp`: the shared secret of the authenticator app, in Base32."""

    email: str
    name: str
    agency: str
    roles: tuple[str, ...]
    totp: str

    @property
    def words(self) -> tuple[str, ...]:
        """The roles in plain words; a page shows `gettext(word)`."""
        return tuple(ROLES[role] for role in self.roles) or (NO_ROLE,)


OFFICE, NGO = "hanbit", "lantern"
ACCOUNTS = (
    Account(
        "officer@hanbit.example",
        "Kim Seo-yun",
        OFFICE,
        ("removal_officer", "approver"),
        "MGOXFS5FDLRZ63P6AF2WLDE6XUDMAFNH",
    ),
    Account("worker@hanbit.example", "Park Ji-ho", OFFICE, ("case_worker",), "PY7Z3SU22HR7NAZIVL7K6KBYQAELT2CM"),
    Account("manager@hanbit.example", "Lee Do-yun", OFFICE, ("agency_manager",), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
    Account("auditor@hanbit.example", "Choi Ha-eun", OFFICE, ("auditor",), "IEX76TFWVPJ2O6X5QFAFQJN5HQI7C2TY"),
    Account(
        "officer@lantern.example",
        "Anna de Wit",
        NGO,
        ("removal_officer", "approver", "case_worker"),
        "GESUTVOLLV7P4QUSEAVFN5CBNKPCM32Z",
    ),
    Account("admin@portal.example", "Platform administrator", "", (), "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"),
)
