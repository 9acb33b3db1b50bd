"""Which preparation steps and which long-running processes a verb needs."""

from collections.abc import Mapping
from dataclasses import dataclass

OWNER_COMMANDS = {"migrate"}  # manage.py commands that change tables and so run as their owner
DEMO_HOSTS = ("127.0.0.1", "127.0.0.2")  # the two sample sites
LOOPS = ("compiled", "kernels", "mih", "patchwork", "scalespace")  # what has loops that are compiled
WEB_SECONDS, DEMO_SECONDS = 60.0, 60.0


@dataclass(frozen=True)
class Step:
    """A manage.py command that must end well before the processes start."""

    name: str
    arguments: tuple[str, ...]
    as_owner: bool = False
    optional: bool = False  # left out, and said so, when the checkout has no such command
    stamped: tuple[str, ...] = ()  # folders; done again only when a file in them changed
    product: str = ""  # pattern of what it makes, below the run folder or the checkout; without it no stamp counts
    for_tests: bool = False  # the tests need it as well
    beside: bool = False  # the processes start meanwhile; they are ready when it has ended
    seconds: float = 300.0


@dataclass(frozen=True)
class Process:
    """A long-running process. Arguments follow the Python interpreter's name.

    It counts as ready when the addresses of `ready` answer, `pool` processes of its own are forked and it has lived
    `steady_seconds`.
    """

    name: str
    arguments: tuple[str, ...]
    ready: tuple[tuple[str, int], ...] = ()
    http: bool = False
    pool: int = 0
    steady_seconds: float = 0.0
    command: str = ""  # the manage.py command it needs
    ready_seconds: float = 60.0
    stop_seconds: float = 10.0


def early_steps() -> tuple[Step, ...]:
    """Steps that read no database, so they run while the services start."""
    return (
        Step(
            "compile_texts",
            ("compile_texts",),
            optional=True,
            stamped=("portal/locale", "portal/texts"),
            product="portal/locale/*/LC_MESSAGES/*.mo",
            for_tests=True,
        ),
        Step(
            "compile_loops",
            ("compile_loops",),
            optional=True,
            stamped=(*(f"cases/fingerprints/{name}.py" for name in LOOPS), "requirements.txt"),
            product=".run/numba/*",
            for_tests=True,
        ),
        Step(
            "collectstatic",
            ("collectstatic", "--noinput", "--verbosity", "0"),
            stamped=("portal/static", "requirements.txt", "portal/settings.py"),
            product="static",
        ),
    )


def late_steps(*, demo: bool) -> tuple[Step, ...]:
    """Steps that need the database, in their order."""
    migrate = Step("migrate", ("migrate", "--noinput", "--verbosity", "1"), as_owner=True)
    seed = Step("demo_seed", ("demo_seed",), optional=True, beside=True, seconds=600.0)
    return (migrate, seed) if demo else (migrate,)


def processes(environment: Mapping[str, str]) -> tuple[Process, ...]:
    """The portal's processes."""
    port, run_folder = int(environment["WEB_PORT"]), environment["RUN_DIR"]
    host = environment.get("WEB_BIND", "127.0.0.1")
    probe = "127.0.0.1" if host in {"0.0.0.0", "::", "[::]"} else host
    workers, threads = environment.get("WEB_WORKERS", "2"), environment.get("WEB_THREADS", "4")
    gunicorn: tuple[str, ...] = (
        "-m",
        "gunicorn",
        "portal.wsgi:application",
        "--workers",
        workers,
        "--threads",
        threads,
    )
    gunicorn += (
        "--worker-class",
        "gthread",
        "--bind",
        f"{host}:{port}",
        "--no-control-socket",
        "--preload",
        "--log-level",
        "warning",
    )
    # as root Celery warns at each start; the worker parses no untrusted pickles (JSON only)
    celery = ("-W", "ignore::UserWarning:celery.platforms", "-m", "celery", "-A", "portal.celery", "--quiet")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING")
    concurrency = environment.get("WORKER_CONCURRENCY", "2")
    worker = (*celery, "worker", "--concurrency", concurrency, *quiet)
    beat = (*celery, "beat", "-s", f"{run_folder}/beat-schedule", "-l", "WARNING")
    patience = 5.0 if environment.get("DEMO") else 30.0
    return (
        Process("web", gunicorn, ready=((probe, port),), http=True, ready_seconds=WEB_SECONDS, stop_seconds=patience),
        Process("worker", worker, pool=1, stop_seconds=patience),
        Process("beat", beat, steady_seconds=2.5, stop_seconds=5.0),
    )


def demo_processes(environment: Mapping[str, str]) -> tuple[Process, ...]:
    """The sample sites and the operator who receives the demo's mail, which need no database: they start first.

    Addresses come from the environment.
    """
    sites = tuple(
        (host, int(port)) for host, _, port in (s.rpartition(":") for s in environment["DEMO_SITES"].split(","))
    )
    mail = ((environment["SMTP_HOST"], int(environment["SMTP_PORT"])),)
    return (
        _demo("sites", "demo_sites", sites),
        _demo("operator", "demo_operator", mail),
    )


def _demo(name: str, command: str, ready: tuple[tuple[str, int], ...]) -> Process:
    arguments = ("manage.py", command)
    return Process(name, arguments, ready=ready, command=command, ready_seconds=DEMO_SECONDS, stop_seconds=3.0)


def demo_environment(*, web_port: int, site_ports: tuple[int, int], smtp_port: int, mail_port: int) -> dict[str, str]:
    """What the demo adds to the environment; its crawler may reach its own two sites on the loopback, nothing else."""
    sites = list(zip(DEMO_HOSTS, site_ports, strict=True))
    return {
        "DEMO": "1",
        "WEB_PORT": str(web_port),
        "PUBLIC_URL": f"http://127.0.0.1:{web_port}",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp_port),
        "DEMO_MAIL_PORT": str(mail_port),
        "DEMO_SITES": ",".join(f"{host}:{port}" for host, port in sites),
        "CRAWL_ALLOWED_NETWORKS": ",".join(f"{host}/32" for host in DEMO_HOSTS),
        "CRAWL_ALLOWED_PORTS": ",".join(str(port) for port in site_ports),
    }


def restart_delay(failures: int) -> float:
    """Seconds to wait before start number `failures` + 1: 0.1, 0.2, 0.4 ... up to 30."""
    return min(30.0, 0.1 * 2.0 ** min(10, max(0, failures - 1)))


def banner(environment: Mapping[str, str]) -> str:
    """The block that people see when everything answers."""
    what = "The demo is ready" if environment.get("DEMO") else "The portal is ready"
    address = environment.get("PUBLIC_URL") or f"http://127.0.0.1:{environment['WEB_PORT']}"
    address += "/demo/" if environment.get("DEMO") else "/"
    logs = f"{environment['RUN_DIR']}/log"
    return f"\n  {what}:  {address}\n  Logs are in {logs}. Ctrl-C stops everything.\n\n"


def missing_addresses(environment: Mapping[str, str]) -> str:
    """A message when an own database is given by halves, "" when all is well."""
    given = [name for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "MATCHER_DATABASE_URL") if has(environment, name)]
    lacking = [n for n in ("DATABASE_URL", "OWNER_DATABASE_URL", "MATCHER_DATABASE_URL") if n not in given]
    if "DATABASE_URL" not in given or not lacking:
        return ""
    return (
        f"DATABASE_URL is set, so no PostgreSQL is started here; {' and '.join(lacking)} must then be set too. "
        "portal/docs/operator.md says which roles they name and portal/deploy/roles.sql makes them. "
        "To use the built-in database, unset DATABASE_URL."
    )


def makes_master_key(environment: Mapping[str, str]) -> bool:
    """Whether the launcher makes the master key: only beside a database that it makes too, and when none is given."""
    return not any(has(environment, name) for name in ("DATABASE_URL", "MASTER_KEY", "PKCS11_MODULE"))


def has(environment: Mapping[str, str], name: str) -> bool:
    """Whether the environment gives NAME, or NAME_FILE with the path of a file that holds it."""
    return bool(environment.get(name) or environment.get(f"{name}_FILE"))
