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
_lock = threading.Lock()
_shared: dict[
    tuple[int, str, str, str], Any
] = {}  # (process, module, token, PIN) -> session: a token knows one login a process


class Token:
    """Wraps with the first of the labelled AES-256 keys of one token, opens with any of them.

    A lost session is opened once more before it is said to be lost.
    """

    def __init__(self, *, module: str, label: str, pin: str, keys: list[str]) -> None:
        self._module, self._label, self._pin, self._names = module, label, pin, keys
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
        """Do it in this process's session; a lost one is opened once more."""
        with _lock:
            for last in (False, True):
                try:
                    self.calls += 1
                    return work(_session(self._module, self._label, self._pin))
                except (PKCS11Error, RuntimeError, OSError) as error:
                    _shared.clear()
                    if last or isinstance(error, KeyTrouble):
                        raise error if isinstance(error, KeyTrouble) else self._trouble(error) from error
        raise AssertionError("unreachable")

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


def _session(module: str, label: str, pin: str, *, rw: bool = False) -> Any:
    """This process's session with the token; after a fork, an error or another login the library is set up anew."""
    mark = (os.getpid(), module, label, pin)
    if rw or mark not in _shared:
        _shared.clear()
        library = pkcs11.lib(module)
        library.reinitialize()
        _shared[mark] = library.get_token(token_label=label).open(user_pin=pin, rw=rw)
    return _shared[mark]


def make_key(*, module: str, label: str, pin: str, key: str) -> None:
    """Make an AES-256 key in the token that can never be read out of it; raises KeyTrouble."""
    try:
        with _lock:
            attributes = {
                pkcs11.Attribute.SENSITIVE: True,
                pkcs11.Attribute.EXTRACTABLE: False,
                pkcs11.Attribute.ENCRYPT: True,
                pkcs11.Attribute.DECRYPT: True,
            }
            session = _session(module, label, pin, rw=True)
            session.generate_key(pkcs11.KeyType.AES, 256, label=key, store=True, template=attributes)
    except (PKCS11Error, RuntimeError, OSError) as error:
        raise KeyTrouble(f"The token {label} made no key ({type(error).__name__}). Nothing was changed.") from error
