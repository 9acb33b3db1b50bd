"""Door: see portal/texts/commands.py."""

from portal.texts.commands import CompileTexts as Command

__all__ = ["Command"]
