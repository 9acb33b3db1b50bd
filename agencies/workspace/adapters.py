"""The libraries that sign mails and clean drawings."""

import logging

import dkim
import py_svg_hush

logging.getLogger("dkim").setLevel(logging.CRITICAL + 1)  # it would write header lines, and those name people


class NotSigned(Exception):
    """The message could not be signed with this key."""


def dkim_sign(message: bytes, *, domain: str, selector: str, pem: str) -> bytes:
    """The message with its DKIM-Signature in front; not a byte of what was given changes. Raises NotSigned."""
    try:
        header = dkim.sign(
            message, selector.encode("ascii"), domain.encode("ascii"), pem.encode("ascii"),
            canonicalize=(b"relaxed", b"relaxed"),
        )  # fmt: skip
    except (dkim.DKIMException, ValueError) as error:
        raise NotSigned from error
    return bytes(header) + message


class NotCleaned(Exception):
    """This is no SVG."""


def svg_clean(text: str) -> str:
    """The drawing without scripts, handlers, styles from elsewhere, data: addresses and foreign elements. Raises NotCleaned."""
    try:
        return py_svg_hush.filter_svg(text.encode("utf-8"), {}).decode("utf-8")
    except (ValueError, UnicodeError) as error:
        raise NotCleaned from error
