"""Give people accounts, roles and an end; invite them; end their sessions."""

from agencies.people.adapters import GuardedSession
from agencies.people.services.invitations import (
    Opened,
    invitation_accept,
    invitation_mail,
    invitation_send,
    invitation_withdraw,
    invite,
    invite_first_manager,
    opened,
)
from agencies.people.services.members import (
    member_add,
    member_end,
    member_restore,
    member_sign_out,
    member_suspend,
    member_update,
)
from agencies.people.services.providers import (
    SignIn,
    guarded_session,
    provider_remove,
    provider_set,
    sign_in_match,
    sign_in_service,
)
from agencies.people.services.sessions import session_end, sessions_end

__all__ = [
    "GuardedSession",
    "Opened",
    "SignIn",
    "guarded_session",
    "invitation_accept",
    "invitation_mail",
    "invitation_send",
    "invitation_withdraw",
    "invite",
    "invite_first_manager",
    "member_add",
    "member_end",
    "member_restore",
    "member_sign_out",
    "member_suspend",
    "member_update",
    "opened",
    "provider_remove",
    "provider_set",
    "session_end",
    "sessions_end",
    "sign_in_match",
    "sign_in_service",
]
