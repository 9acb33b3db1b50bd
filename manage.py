#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from django.core.management import execute_from_command_line

# These read local files only and open no database, so they need no settings either.
LOCAL = {"bench", "fingerprint", "match_folders"}
UNUSED = {"SECRET_KEY": "unused", "DATABASE_URL": "postgres://unused@127.0.0.1:1/unused"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if LOCAL & set(sys.argv[1:2]):
        for name, value in UNUSED.items():
            if f"{name}_FILE" not in os.environ:
                os.environ.setdefault(name, value)
    execute_from_command_line(sys.argv)
