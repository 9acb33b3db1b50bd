"""All master keys of this portal together: those of a token and those of a file; one of them is the current one."""

from collections.abc import Sequence
from typing import Protocol

from agencies.keys.errors import KeyTrouble


class Keeper(Protocol):
    """A file or a token with one or more master keys."""

    @property
    def current(self) -> str: ...
    def holds(self, name: str) -> bool: ...
    def wrap(self, key: bytes, context: str) -> bytes: ...
    def unwrap(self, name: str, wrapped: bytes, context: str) -> bytes: ...


class Masters:
    """The first keeper's newest key wraps, all of them open: so a portal can move from a file into a token."""

    def __init__(self, keepers: Sequence[Keeper]) -> None:
        self._keepers = list(keepers)

    @property
    def current(self) -> str:
        """Name of the master key that new keys are wrapped under."""
        return self._keepers[0].current

    def wrap(self, key: bytes, context: str) -> bytes:
        """The key under the current master key; raises KeyTrouble."""
        return self._keepers[0].wrap(key, context)

    def unwrap(self, name: str, wrapped: bytes, context: str) -> bytes:
        """A key that the master key of this name wrapped; raises KeyTrouble."""
        keeper = next((each for each in self._keepers if each.holds(name)), self._keepers[0])
        if not keeper.holds(name):
            where = "PKCS11_KEY_LABELS" if name.startswith("token:") else "MASTER_KEY"
            raise KeyTrouble(
                f"The master key {name} is needed and not given. Nothing was lost or overwritten. Put it back into {where}; it "
                "may go once `manage.py key_rotate master` says that nothing needs it."
            )
        return keeper.unwrap(name, wrapped, context)
