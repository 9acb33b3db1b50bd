"""End sessions: a browser that is signed in is signed out at its next request."""

from allauth.usersessions.models import UserSession
from django.db.models import F

from agencies.people.models import User
from agencies.tenancy.errors import NotFound


def sessions_end(user_id: int) -> int:
    """Sign a person out everywhere, in all agencies; returns how many browsers were known.

    The epoch is part of what every session must fit to, so this holds for sessions that no list knows, too.
    """
    User.objects.filter(id=user_id).update(session_epoch=F("session_epoch") + 1)
    rows = list(UserSession.objects.filter(user_id=user_id))
    for row in rows:
        row.end()
    return len(rows)


def session_end(user_id: int, *, session_id: int) -> None:
    """Sign out one of one's own browsers; raises NotFound for somebody else's."""
    row = UserSession.objects.filter(user_id=user_id, id=session_id).first()
    if row is None:
        raise NotFound
    row.end()
