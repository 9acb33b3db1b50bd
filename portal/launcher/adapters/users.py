"""Who the C servers run as: PostgreSQL refuses uid 0, so root steps into a user namespace or lends a system user."""

import ctypes
import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CLONE_NEWUSER = 0x10000000
OVERFLOW_UID = 65534  # how an unmapped owner looks inside a namespace; mapping it would blur the two
STATE_FOLDER = Path("/var/lib")
LIBC = ctypes.CDLL(None, use_errno=True)


class NoSuchUser(Exception):
    """The machine has no account that PostgreSQL could run as; the message says what to do."""


@dataclass(frozen=True)
class Identity:
    """way: "self" (as we are), "namespace" (root outside, uid inside) or "user" (uid for good)."""

    way: str
    uid: int
    gid: int
    name: str

    def enter(self) -> None:
        """Step into the namespace; called in the child between fork and exec. Raises OSError where it is forbidden."""
        if self.way != "namespace":
            return
        outer_uid, outer_gid = os.geteuid(), os.getegid()
        if LIBC.unshare(CLONE_NEWUSER) != 0:
            raise OSError(ctypes.get_errno(), "user namespaces are forbidden here")
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{self.uid} {outer_uid} 1"),
            ("gid_map", f"{self.gid} {outer_gid} 1"),
        ):
            Path(f"/proc/self/{name}").write_text(text, encoding="ascii")

    def own(self, path: Path) -> None:
        """Give a file or folder of ours to the lent user; nothing to do in the other two ways."""
        if self.way == "user":
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def candidates(environment: Mapping[str, str]) -> list[Identity]:
    """Identities to try, best first. MARU_PG_RUN_AS=self|namespace|user leaves one, MARU_PG_USER names the user.

    Raises ValueError for an unknown word, NoSuchUser when root finds no account to lend.
    """
    forced = environment.get("MARU_PG_RUN_AS", "")
    if forced not in {"", "self", "namespace", "user"}:
        raise ValueError(f"MARU_PG_RUN_AS must be self, namespace or user, not {forced!r}.")
    me = Identity("self", os.geteuid(), os.getegid(), "")
    if me.uid != 0 and forced == "user":
        raise ValueError("MARU_PG_RUN_AS=user needs root, who alone may lend another account.")
    if forced == "self" or (me.uid != 0 and not forced):
        return [me]
    ways = [_namespace, _lent] if not forced else [_namespace] if forced == "namespace" else [_lent]
    return [way(environment) for way in ways]


def _namespace(environment: Mapping[str, str]) -> Identity:
    """initdb wants a passwd entry for the uid that it sees."""
    entry = _entry(environment, lambda e: e.pw_uid not in {0, OVERFLOW_UID} and e.pw_gid not in {0, OVERFLOW_UID})
    return Identity("namespace", entry.pw_uid, entry.pw_gid, entry.pw_name)


def _lent(environment: Mapping[str, str]) -> Identity:
    entry = _entry(environment, lambda e: e.pw_name in {"postgres", "nobody"})
    return Identity("user", entry.pw_uid, entry.pw_gid, entry.pw_name)


def _entry(environment: Mapping[str, str], fits: object) -> pwd.struct_passwd:
    assert callable(fits)
    wanted = environment.get("MARU_PG_USER")
    order = ["postgres", "nobody"] if not wanted else [wanted]
    entries = [e for e in pwd.getpwall() if e.pw_uid != 0 and (e.pw_name == wanted if wanted else fits(e))]
    if not entries:
        raise NoSuchUser(
            f"PostgreSQL may not run as root and no account was found that it could use ({', '.join(order)}). "
            "Name one: MARU_PG_USER=account, or run as an ordinary user."
        )
    return min(entries, key=lambda e: order.index(e.pw_name) if e.pw_name in order else len(order))


def private_folder(path: Path, identity: Identity) -> Path:
    """Make a folder with mode 0700 that belongs to the identity, or check that an existing one is ours.

    Raises PermissionError when somebody else made it (a trap in a shared folder). Parents keep their mode.
    """
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if path.is_symlink() or found.st_uid not in {os.geteuid(), identity.uid}:
        raise PermissionError(f"{path} belongs to somebody else; remove it or start from another folder.")
    identity.own(path)
    path.chmod(0o700)
    return path
