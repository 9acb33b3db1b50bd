"""`manage.py bench NAME`: operators' own measurements. One table; a bench is a module with `arguments` and `run`."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from django.core.management.base import BaseCommand, CommandError

from portal.bench import clips, crawl, fuzz, hashing, inversion, matching, photos, robustness
from portal.bench.refusal import Refused


class Bench(Protocol):
    """One bench. Its docstring's first line is the help; `run` may raise Refused; `say` takes a line of progress."""

    __doc__: str | None

    def arguments(self, parser: ArgumentParser) -> None: ...
    def run(self, say: Callable[[str], None], /, *args: Any, **options: Any) -> dict[str, Any]: ...


BENCHES: dict[str, Bench] = {
    "clips": clips,
    "crawl": crawl,
    "fuzz": fuzz,
    "hashing": hashing,
    "inversion": inversion,
    "matching": matching,
    "photos": photos,
    "robustness": robustness,
}


class BenchCommand(BaseCommand):
    """Measure speed, hit rates and false matches on this machine, on files that you name. Nothing is stored or sent."""

    help = "Measure this machine and this version. Needs no database of yours; nothing is stored or sent."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        benches = parser.add_subparsers(dest="bench", required=True, metavar="NAME", parser_class=ArgumentParser)
        for name, bench in BENCHES.items():
            words = (bench.__doc__ or "").splitlines()[0]
            below = benches.add_parser(name, help=words, description=words)
            below.add_argument("--json", action="store_true", dest="as_json", help="one JSON object instead of lines")
            bench.arguments(below)

    def handle(self, *args: Any, bench: str, as_json: bool, **options: Any) -> None:
        try:
            found = BENCHES[bench].run(lambda line: self.stderr.write(line), **options)
        except Refused as error:
            raise CommandError(str(error)) from error
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for line in lines(found):
            self.stdout.write(line)


def lines(found: dict[str, Any], indent: str = "") -> Iterator[str]:
    """A report for reading: one line a figure, what belongs together indented."""
    for name, value in found.items():
        if isinstance(value, dict):
            yield f"{indent}{name}"
            yield from lines(value, indent + "  ")
        elif isinstance(value, list):
            yield f"{indent}{name}"
            for item in value:
                words = ", ".join(f"{k} {v}" for k, v in item.items()) if isinstance(item, dict) else item
                yield f"{indent}  {words}"
        else:
            yield f"{indent}{name:<34} {value}"
