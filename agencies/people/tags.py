"""Template filters about people."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def person(names: Mapping[int, str], user_id: int | None) -> str:
    """A colleague's name out of the context's `names`; a number for somebody who left, nothing for nobody."""
    if user_id is None:
        return ""
    return (names or {}).get(user_id, f"#{user_id}")
