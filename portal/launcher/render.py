"""Texts that the services and the portal are started with: server options, addresses, the list of system packages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

LONGEST_SOCKET = "/.s.PGSQL.65535.lock"
SOCKET_PATH_BYTES = 107  # sun_path has 108 bytes, the last one is the NUL
SOCKET_UNSAFE = set(",\"'\\\n")  # PostgreSQL's list of folders is split at commas and quoted with "
HTTP_OK, HTTP_BAD = 200, 500


def socket_folder_fits(folder: str) -> bool:
    """Whether both servers can put their sockets into this folder: its length in bytes and its characters."""
    return len((folder + LONGEST_SOCKET).encode()) <= SOCKET_PATH_BYTES and not SOCKET_UNSAFE & set(folder)


def postgres_options(*, data: str, port: int, sockets: str, throwaway: bool) -> tuple[str, ...]:
    """Arguments of `postgres` behind the program name.

    Error messages are terse and carry no statement, since both would copy people's data into the log.
    throwaway: the data may be lost with the machine (tests), so nothing is synced to disk.
    """
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": f'"{sockets}"',
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "max_connections": "150",
        "shared_buffers": "128MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_checkpoints": "off",
        "log_line_prefix": "%m [%p] ",
        "logging_collector": "off",
    }
    if throwaway:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    options = ["-D", data, "-p", str(port)]
    for name, value in settings.items():
        options += ["-c", f"{name}={value}"]
    return tuple(options)


def initdb_options(*, data: str, superuser: str, password_file: str, throwaway: bool) -> tuple[str, ...]:
    """Arguments of `initdb` behind the program name."""
    options = ["-D", data, "-U", superuser, "-A", "scram-sha-256", "--pwfile", password_file]
    options += ["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
    return (*options, "--no-sync") if throwaway else tuple(options)


def valkey_config(*, data: str, port: int, socket: str, password: str) -> str:
    """The configuration that valkey-server (or redis-server 6 and later) reads from standard input."""
    values = {
        "bind": "127.0.0.1",
        "port": str(port),
        "unixsocket": _quoted(socket),
        "unixsocketperm": "700",
        "dir": _quoted(data),
        "requirepass": _quoted(password),
        "protected-mode": "yes",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": '""',
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "notice",
    }
    return "".join(f"{name} {value}\n" for name, value in values.items())


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def database_url(*, role: str, password: str, port: int, database: str) -> str:
    """A postgres:// address on the loopback interface."""
    return f"postgres://{quote(role, safe='')}:{quote(password, safe='')}@127.0.0.1:{port}/{quote(database, safe='')}"


def broker_url(*, password: str, port: int) -> str:
    """A redis:// address on the loopback interface, database 0."""
    return f"redis://:{quote(password, safe='')}@127.0.0.1:{port}/0"


def http_status_is_up(head: bytes) -> bool:
    """Whether the first bytes of an answer are an HTTP status line below 500."""
    parts = head.split(b" ", 2)
    return len(parts) > 1 and parts[0].startswith(b"HTTP/1.") and parts[1].isdigit() and int(parts[1]) < HTTP_BAD


@dataclass(frozen=True)
class Package:
    """A Debian package that the portal uses, and how its presence is seen (on any distribution)."""

    name: str
    needed: bool
    kind: str  # "library", "file" or "program"
    probes: tuple[str, ...]  # one of them is enough
    purpose: str


def parse_packages(text: str) -> tuple[Package, ...]:
    """Read deploy/packages.txt: `name  needed|wanted  kind:probe[,probe]  purpose`; raises ValueError on a bad line."""
    packages = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            name, need, probe, purpose = line.split(maxsplit=3)
            kind, _, probes = probe.partition(":")
            packages.append(
                Package(name, {"needed": True, "wanted": False}[need], kind, tuple(probes.split(",")), purpose)
            )
        except (ValueError, KeyError) as error:
            raise ValueError(f"deploy/packages.txt, line {number}: cannot be read") from error
    return tuple(packages)


def missing_message(missing: Sequence[Package]) -> str:
    """One message for people: what is missing, what for, and the one command that installs it."""
    lines = [f"  {package.name}: {package.purpose}" for package in missing]
    command = "apt-get install --no-install-recommends " + " ".join(package.name for package in missing)
    return "\n".join(["These system packages are missing:", *lines, f"To install them, type as root:  {command}"])


def owner_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The same environment with the owner's address as DATABASE_URL; a _FILE variable wins over a plain one."""
    changed = {name: value for name, value in environment.items() if name not in {"DATABASE_URL", "DATABASE_URL_FILE"}}
    for suffix in ("_FILE", ""):
        if value := environment.get(f"OWNER_DATABASE_URL{suffix}"):
            changed[f"DATABASE_URL{suffix}"] = value
            break
    return changed


def without_owner(environment: Mapping[str, str]) -> dict[str, str]:
    """The same environment without the owner's address: what serves people never holds the key to the tables."""
    return {name: value for name, value in environment.items() if not name.startswith("OWNER_DATABASE_URL")}
