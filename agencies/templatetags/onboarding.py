"""A door: `{% load onboarding %}`."""

from agencies.onboarding.tags import register as register
