"""The master key's keeper, out of the settings. Imports no rows: the ring needs it before models are loaded."""

from functools import lru_cache
from typing import Any

from django.conf import settings

from agencies.keys.adapters.token import Token
from agencies.keys.errors import KeyTrouble
from agencies.keys.keyfile import KeyFile
from agencies.keys.masters import Keeper, Masters


def master() -> Masters:
    """The master keys that the settings name; raises KeyTrouble, which says what is wrong with them."""
    names = ("MASTER_KEY", "PKCS11_MODULE", "PKCS11_TOKEN", "PKCS11_PIN", "PKCS11_KEY_LABELS")
    return _master(*(_fixed(getattr(settings, name)) for name in names))


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=4)
def _master(text: str, module: str, token: str, pin: str, labels: tuple[str, ...]) -> Masters:
    keepers: list[Keeper] = []
    if module:
        if not (token and pin and labels):
            raise KeyTrouble(
                "PKCS11_MODULE is set, and PKCS11_TOKEN, PKCS11_PIN_FILE or PKCS11_KEY_LABELS is not. Nothing was changed. "
                "Set all four, or none and MASTER_KEY_FILE."
            )
        keepers.append(Token(module=module, label=token, pin=pin, keys=list(labels)))
    if text.strip() or not keepers:
        keepers.append(KeyFile(text))
    return Masters(keepers)
