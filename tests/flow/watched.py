"""A crawl under watch: python -m tests.flow.watched AGENCY ROUND. Prints what it opened for writing and what it found.

The kernel lets this process and its children write no byte into any file, and every opening of a file is looked at.
"""

import json
import os
import resource
import sys
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
opened: list[str] = []
programs: list[str] = []


def look(event: str, values: tuple[Any, ...]) -> None:
    """Audit hook: remembers files opened for writing, and programs started."""
    if event == "open" and isinstance(values[0], str | bytes) and values[0] != os.devnull:
        mode, flags = str(values[1] or ""), int(values[2] or 0)
        if set(mode) & set("wax+") or flags & WRITING:
            opened.append(str(values[0]))
    if event == "subprocess.Popen":
        programs.append(" ".join(map(str, values[1])))


def limits(pid: int) -> dict[str, str]:
    """The kernel's limits of a process."""
    with open(f"/proc/{pid}/limits", encoding="ascii") as listed:  # noqa: PTH123
        return {line[:25].strip(): line[26:46].strip() for line in listed}


def main(agency_id: int, round_id: int) -> None:
    """Visit the round to its end."""
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(look)

    import django

    django.setup()
    from agencies.tenancy.actor import Actor
    from agencies.tenancy.scope import tenant_scope
    from cases.detection.models import CrawlRound
    from cases.detection.services import crawl

    done = None
    while done is None:
        crawl.work(Actor.system(agency_id), seconds=2)
        with tenant_scope(agency_id):
            done = CrawlRound.objects.get(id=round_id).finished_at
    child = crawl.fetching().decoders[0]._child
    assert child
    held = [os.readlink(f"/proc/{child.pid}/fd/{name}") for name in os.listdir(f"/proc/{child.pid}/fd")]  # noqa: PTH115,PTH208
    print(json.dumps({"opened": opened, "programs": programs, "decoder": limits(child.pid), "held": held}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
