"""Master keys out of a text: one line `name:64 hexadecimal digits` for each, the newest first."""

import re

from agencies.keys import sealing
from agencies.keys.errors import BadBlob, KeyTrouble

LINE = re.compile(r"([a-z0-9][a-z0-9-]{0,30}):([0-9a-fA-F]{64})")
BARE = re.compile(r"[0-9a-fA-F]{64}")
SAFE = "Nothing was lost or overwritten: what is sealed stays sealed until the right key is back."


def parse(text: str) -> dict[str, bytes]:
    """Names and keys in their order, the current one first; one bare key is called "1". Raises KeyTrouble."""
    lines = [line.strip() for line in re.split(r"[\n,]", text) if line.strip()]
    if not lines:
        raise KeyTrouble(
            f"MASTER_KEY is not set, so nothing can be sealed or opened. {SAFE} Make a key with `manage.py key_new`, keep it "
            "in a file that only the portal reads, and name the file in MASTER_KEY_FILE; or set PKCS11_MODULE."
        )
    found: dict[str, bytes] = {}
    for number, line in enumerate(lines, start=1):
        match = LINE.fullmatch(f"1:{line}" if len(lines) == 1 and BARE.fullmatch(line) else line)
        if match is None or match[1] in found:
            raise KeyTrouble(
                f"Line {number} of MASTER_KEY is not `name:` and 64 hexadecimal digits, or its name comes twice: a key must "
                f"have exactly 32 bytes. {SAFE} Put the whole line back from your copy."
            )
        found[match[1]] = bytes.fromhex(match[2])
    return found


class KeyFile:
    """Wraps with the first of the keys, opens with any of them."""

    def __init__(self, text: str) -> None:
        self._keys = parse(text)

    @property
    def current(self) -> str:
        """Name of the key that new keys are wrapped under."""
        return f"file:{next(iter(self._keys))}"

    def holds(self, name: str) -> bool:
        """Whether a key of this name is here."""
        return name.removeprefix("file:") in self._keys and name.startswith("file:")

    def wrap(self, key: bytes, context: str) -> bytes:
        """The key under the current master key."""
        return sealing.wrap(next(iter(self._keys.values())), key, context)

    def unwrap(self, name: str, wrapped: bytes, context: str) -> bytes:
        """A key that the master key of this name wrapped; raises KeyTrouble."""
        if not self.holds(name):
            raise KeyTrouble(
                f"The master key {name} is needed and not given. {SAFE} Add its line to MASTER_KEY below the newest one; it may "
                "go once `manage.py key_rotate master` says that nothing needs it."
            )
        try:
            return sealing.unwrap(self._keys[name.removeprefix("file:")], wrapped, context)
        except BadBlob as error:
            raise KeyTrouble(
                f"The master key {name} does not open the keys in this database: it is another key of the same name, or the "
                f"database is another portal's. {SAFE} Put the right key back and run `manage.py key_check`."
            ) from error
