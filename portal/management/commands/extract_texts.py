"""Door: see portal/texts/commands.py."""

from portal.texts.commands import ExtractTexts as Command

__all__ = ["Command"]
