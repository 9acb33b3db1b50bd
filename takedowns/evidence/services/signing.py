"""The agency's signing key: made when it is first needed, changed by a manager, used for manifests and archives."""

from django.db.models.functions import Now
from django.utils import timezone

from agencies.audit import services as audit
from agencies.tenancy import scope
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.services import verb
from takedowns.evidence import certificates, selectors
from takedowns.evidence.models import SigningKey


def signer(actor: Actor) -> SigningKey:
    """The agency's key in use, made on the first call, in the caller's transaction; two at once get the same one."""
    scope.require(actor.agency_id)
    return selectors.signing_key(actor) or _make(actor, 1)


def sign(key: SigningKey, data: bytes) -> bytes:
    """The signature over `data`, DER, with the key's private half."""
    return sign_with(key.private, data)


def sign_with(private: str, data: bytes) -> bytes:
    """The same for a private half that was read before, outside any scope."""
    return certificates.sign(private, data)


@verb("evidence.key")
def signing_key_renew(actor: Actor) -> SigningKey:
    """A new key pair from now on. The old private half is destroyed; what it signed is still checked with its certificate."""
    old = SigningKey.objects.visible_to(actor).select_for_update().filter(retired_at=None).first()
    if old is not None:
        old.private, old.retired_at = "", timezone.now()
        old.save(update_fields=["private", "retired_at"])
    key = _make(actor, old.number + 1 if old else 1)
    audit.record(
        actor, "evidence.key", subject_kind="signingkey", subject_id=key.pk, number=key.number, sha256=key.fingerprint
    )
    return key


def _make(actor: Actor, number: int) -> SigningKey:
    agency = tenancy.agency(actor.agency_id)
    pair = certificates.make(agency.name, agency.country, number=number, now=timezone.now())
    key, _ = SigningKey.objects.get_or_create(
        agency_id=actor.agency_id,
        retired_at=None,
        defaults={
            "number": number,
            "certificate": pair.certificate,
            "fingerprint": pair.fingerprint,
            "private": pair.private,
            "made_at": Now(),
        },
    )
    return key
