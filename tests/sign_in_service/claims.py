"""What the service says about its people: the name of an account says how (strong, unverified, thin)."""

from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator


class Claims(OAuth2Validator):
    """Address, whether it was verified, and whether a second step was taken."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        name = request.user.username
        return {
            "email": request.user.email,
            "email_verified": "unverified" not in name,
            "amr": ["pwd", "otp", "mfa"] if "strong" in name else ["pwd"],
        }

    def get_id_token_dictionary(self, token: Any, token_handler: Any, request: Any) -> Any:
        claims, expires = super().get_id_token_dictionary(token, token_handler, request)
        if "thin" in request.user.username:  # the address is told at the second address only
            claims.pop("email", None)
            claims.pop("email_verified", None)
        return claims, expires
