"""The launcher's command line: python -m portal.launcher.commands VERB."""

import argparse
import sys
from collections.abc import Sequence

from portal.launcher.services import verbs

VERBS = {
    "prepare": "check the system packages; install them as root",
    "demo": "sample agencies and sites on this machine; --once runs one whole case and stops",
    "serve": "the portal for real use",
    "test": "pytest with services of its own; arguments go to pytest",
    "shell": "manage.py shell with the services up",
    "manage": "manage.py with the services up; arguments go to it",
    "run": "run -- COMMAND: any command with the services up",
    "as-owner": "used by `manage migrate`",
    "clean": "delete .run and all data in it",
}


def main(arguments: Sequence[str]) -> int:
    """Run one verb; returns its exit code (2: wrong use, 3: a launcher already runs here)."""
    parser = argparse.ArgumentParser(prog="python -m portal.launcher.commands", description=_help())
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("verb", choices=VERBS, metavar="VERB")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...")
    known = parser.parse_args(arguments[:1] or ["--help"])
    rest = tuple(arguments[1:])
    if known.verb == "demo" and not set(rest) <= {"--once"}:
        parser.error("demo knows only --once")
    if known.verb in {"run", "as-owner"}:
        rest = rest[1:] if rest[:1] == ("--",) else rest
        if not rest:
            parser.error(f"{known.verb} needs a command")
    return _call(known.verb, rest)


def _call(verb: str, rest: tuple[str, ...]) -> int:
    match verb:
        case "prepare":
            return verbs.prepare()
        case "demo":
            return verbs.demo(once="--once" in rest)
        case "serve":
            return verbs.serve()
        case "test":
            return verbs.tests(rest)
        case "shell":
            return verbs.manage(("shell", *rest))
        case "manage":
            return verbs.manage(rest)
        case "run":
            return verbs.guest(rest)
        case "as-owner":
            return verbs.as_owner(rest)
        case _:
            return verbs.clean()


def _help() -> str:
    return "Starts and supervises the portal.\n\n" + "\n".join(f"  {verb:<10}{text}" for verb, text in VERBS.items())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
