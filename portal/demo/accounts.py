"""The demo's people: known passwords and keys, which is why the demo's settings refuse to run anywhere else."""

from dataclasses import dataclass

PASSWORD = "harbour-lights-2026"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in to the demo. `totp`: the shared secret where sign-in asks for a code, in Base32."""

    email: str
    name: str
    agency: str
    roles: tuple[str, ...]
    totp: str = ""

    @property
    def what(self) -> str:
        """The roles in plain words."""
        return ", ".join(role.replace("_", " ") for role in self.roles) or "Django admin"


OFFICE, NGO = "hanbit", "lantern"
ACCOUNTS = (
    Account("officer@hanbit.example", "Kim Seo-yun", OFFICE, ("removal_officer", "approver")),
    Account("worker@hanbit.example", "Park Ji-ho", OFFICE, ("case_worker",)),
    Account("manager@hanbit.example", "Lee Do-yun", OFFICE, ("agency_manager",), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
    Account("auditor@hanbit.example", "Choi Ha-eun", OFFICE, ("auditor",)),
    Account("officer@lantern.example", "Anna de Wit", NGO, ("removal_officer", "approver", "case_worker")),
    Account("admin@portal.example", "Platform administrator", "", (), "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"),
)
