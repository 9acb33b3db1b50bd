"""Names the service key in the OpenAPI schema."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class ActorScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Bearer token; a signed-in session works too, for people who try a call."""

    target_class = "agencies.access.web.ActorAuthentication"
    name = "serviceKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A service key: mk_prefix.secret"}
