"""A door: `{% load people %}`."""

from agencies.people.tags import register as register
