"""Compiled loops: loaded only where they run, and without a place to keep machine code too."""

import os
import subprocess
import sys

from tests import databases

PAGES_AND_CLOCK = """
import sys, django
django.setup()
import portal.urls, portal.health
from portal.celery import app
app.loader.import_default_modules()
print(sorted({"llvmlite", "numba", "scipy", "skimage"} & set(sys.modules)))
"""
ONE_LOOP = """
import numpy as np
from cases.fingerprints import scalespace
print(scalespace.scaled(np.full((4, 4), 7, np.float32), 2, 2).tolist())
"""
NOWHERE = {"NUMBA_CACHE_LOCATOR_CLASSES": "IPythonCacheLocator"}  # which finds no place for a module's loops
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "portal.settings",
    "SECRET_KEY": "only-imported",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
}


def said(code: str, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=databases.ROOT, env=os.environ | more, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def test_it_loads_no_compiler_for_pages_or_for_the_clock() -> None:
    assert said(PAGES_AND_CLOCK, **SETTINGS) == "[]"


def test_it_computes_where_no_machine_code_can_be_kept() -> None:
    assert said(ONE_LOOP, **NOWHERE) == "[[7.0, 7.0], [7.0, 7.0]]"
