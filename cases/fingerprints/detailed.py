"""The sandbox that looks at details too: `python -m cases.fingerprints.detailed MEMORY_BYTES [sound]`.

A program of its own because what details are computed with takes a second and 100 MB to load. Wanted only where a
registration has details (HARMS 5: adults, by their own choice), so most of the time it does not run at all.
"""

import sys

from cases.fingerprints import patches, sandbox
from cases.fingerprints.parts import Effort
from cases.fingerprints.plane import Plane
from cases.fingerprints.query import QueryPatch

SMALL = 240  # px, the longer side of a preview; a crawl finds the picture behind it too, with details of its own


def details(plane: Plane, effort: Effort) -> tuple[QueryPatch, ...]:
    """The patches of a picture to ask with; a quick look asks for none of a small one."""
    if effort is Effort.QUICK and max(plane.width, plane.height) <= SMALL:
        return ()
    return patches.asked(plane.dots, patches.FULL if effort is Effort.FULL else patches.QUICK)


if __name__ == "__main__":
    sys.exit(sandbox.main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer, details))
