"""The master key inside a PKCS#11 token (a hardware module, or SoftHSM for tests): it never leaves the token."""

import os
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import pkcs11
from pkcs11 import GCMParams, Mechanism, PKCS11Error

from agencies.keys.errors import KeyTrouble

NONCE_BYTES = 12
SAFE = "Nothing was lost or overwritten: what is sealed stays sealed until the token answers again."
R = TypeVar("R")


class Token:
    """Wraps with the first of the labelled AES-256 keys of one token, opens with any of them.

    One session per process, opened at first use and once more after an error; the library is set up again after a fork.
    """

    def __init__(self, *, module: str, label: str, pin: str, keys: list[str]) -> None:
        self._module, self._label, self._pin, self._names = module, label, pin, keys
        self._lock = threading.Lock()
        self._pid = 0
        self._session: pkcs11.Session | None = None
        self.calls = 0  # how often the token was asked

    @property
    def current(self) -> str:
        """Name of the key that new keys are wrapped under."""
        return f"token:{self._names[0]}"

    def holds(self, name: str) -> bool:
        """Whether the configuration names this key."""
        return name.startswith("token:") and name.removeprefix("token:") in self._names

    def wrap(self, key: bytes, context: str) -> bytes:
        """The key under the current master key: nonce, text and tag. Raises KeyTrouble."""
        nonce = os.urandom(NONCE_BYTES)
        params = GCMParams(nonce, aad=context.encode())
        return nonce + self._ask(
            lambda s: bytes(
                self._key(s, self._names[0]).encrypt(key, mechanism=Mechanism.AES_GCM, mechanism_param=params)
            )
        )

    def unwrap(self, name: str, wrapped: bytes, context: str) -> bytes:
        """A key that the master key of this name wrapped; raises KeyTrouble."""
        if not self.holds(name):
            raise KeyTrouble(
                f"The master key {name} is needed and not named in PKCS11_KEY_LABELS. {SAFE} Add its label behind the newest one."
            )
        nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        params = GCMParams(nonce, aad=context.encode())
        label = name.removeprefix("token:")
        return self._ask(
            lambda s: bytes(self._key(s, label).decrypt(sealed, mechanism=Mechanism.AES_GCM, mechanism_param=params))
        )

    def _ask(self, work: Callable[[pkcs11.Session], R]) -> R:
        """Do it in the session; a lost session is opened once more."""
        with self._lock:
            for last in (False, True):
                try:
                    self.calls += 1
                    return work(self._opened())
                except (PKCS11Error, RuntimeError, OSError) as error:
                    self._session = None
                    if last:
                        raise self._trouble(error) from error
        raise AssertionError("unreachable")

    def _opened(self) -> "pkcs11.Session":
        if self._session is None or self._pid != os.getpid():
            library = pkcs11.lib(self._module)
            if self._pid not in {0, os.getpid()}:
                library.reinitialize()
            self._pid = os.getpid()
            self._session = library.get_token(token_label=self._label).open(user_pin=self._pin)
        return self._session

    def _key(self, session: "pkcs11.Session", label: str) -> Any:
        key: Any = session.get_key(label=label, object_class=pkcs11.ObjectClass.SECRET_KEY)
        if key.key_length != 256:
            raise KeyTrouble(f"The key {label} in the token is not an AES key of 256 bits. {SAFE} Name another one.")
        return key

    def _trouble(self, error: Exception) -> KeyTrouble:
        kind = type(error).__name__
        return KeyTrouble(
            f"The token {self._label} cannot do its work ({kind}). {SAFE} Look at PKCS11_MODULE, PKCS11_TOKEN, "
            "PKCS11_PIN_FILE and PKCS11_KEY_LABELS, see that the module is plugged in, then run `manage.py key_check`."
        )


def make_key(*, module: str, label: str, pin: str, key: str) -> None:
    """Make an AES-256 key in the token that can never be read out of it; raises KeyTrouble."""
    try:
        with pkcs11.lib(module).get_token(token_label=label).open(user_pin=pin, rw=True) as session:
            attributes = {
                pkcs11.Attribute.SENSITIVE: True,
                pkcs11.Attribute.EXTRACTABLE: False,
                pkcs11.Attribute.ENCRYPT: True,
                pkcs11.Attribute.DECRYPT: True,
            }
            session.generate_key(pkcs11.KeyType.AES, 256, label=key, store=True, template=attributes)
    except (PKCS11Error, RuntimeError, OSError) as error:
        raise KeyTrouble(f"The token {label} made no key ({type(error).__name__}). Nothing was changed.") from error
