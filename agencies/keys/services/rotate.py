"""New keys in place of old ones, level by level, beside people at work.

Every step is a short transaction and can be done again: a rotation that was cut off goes on where it stopped. A writer holds
the row of the key that it seals under (KEY SHARE), so an old key goes only when no transaction can still add to what it sealed.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Func, Q, QuerySet

from agencies.audit import services as audit
from agencies.keys import platform, ring, sealing
from agencies.keys.adapters import token
from agencies.keys.errors import KeyTrouble
from agencies.keys.fields import SealedBinaryField, sealed_columns
from agencies.keys.models import AgencyKey, CaseKey, PlatformKey
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.models import Agency, TenantModel
from agencies.tenancy.scope import tenant_scope

BATCH, ROWS, ROUNDS = 200, 20, 100
PLATFORM_ITSELF = Staff(user_id=0)


def master_rotate() -> int:
    """Wrap every agency's and the platform's key under the current master key; returns how many were under another."""
    keeper = ring.master()
    done = 0
    for agency_id in Agency.objects.order_by("id").values_list("id", flat=True):
        with tenant_scope(agency_id):
            rows = AgencyKey.objects.visible_to(Actor.system(agency_id)).exclude(master=keeper.current)
            for row in rows.select_for_update(no_key=True):
                context = ring.agency_context(agency_id, row.version)
                row.wrapped = keeper.wrap(keeper.unwrap(row.master, bytes(row.wrapped), context), context)
                row.master = keeper.current
                row.save(update_fields=["master", "wrapped"])
                done += 1
    with transaction.atomic():
        for key in PlatformKey.objects.exclude(master=keeper.current).select_for_update():
            context = platform.context(key.version)
            key.wrapped = keeper.wrap(keeper.unwrap(key.master, bytes(key.wrapped), context), context)
            key.master = keeper.current
            key.save(update_fields=["master", "wrapped"])
            done += 1
        audit.record_platform(PLATFORM_ITSELF, "key.rotate", subject_kind="masterkey", subject_id=None, keys=done)
    ring.forget()
    return done


def agency_rotate(agency_id: int) -> int:
    """A new key for an agency; returns how many case keys were wrapped anew. The old one goes when none is left under it."""
    newest, done = _begin_agency(agency_id), 0
    for _round in range(ROUNDS):
        while moved := _rewrap(agency_id, newest):
            done += moved
        try:
            with tenant_scope(agency_id):
                actor = Actor.system(agency_id)
                AgencyKey.objects.visible_to(actor).filter(version__lt=newest).delete()
                audit.record(actor, "key.rotate", subject_kind="agencykey", subject_id=None, version=newest, keys=done)
        except IntegrityError:  # somebody made a case's key under the old one meanwhile: once more
            continue
        ring.forget()
        return done
    raise KeyTrouble("The agency's new key is in use, and some case keys are still under the old one. Run it again.")


def _begin_agency(agency_id: int) -> int:
    """Version of the key to move to: a new one, or that of a rotation that was cut off."""
    with tenant_scope(agency_id):
        ring.lock(agency_id, None)
        newest, _key = ring.agency_newest(agency_id)
        if AgencyKey.objects.visible_to(Actor.system(agency_id)).filter(version__lt=newest).exists():
            return newest
        ring.add_agency_version(agency_id, newest + 1)
        return newest + 1


def _rewrap(agency_id: int, newest: int) -> int:
    """One batch of case keys under the agency's newest key; returns how many."""
    with tenant_scope(agency_id):
        version, outer = ring.agency_newest(agency_id)
        actor = Actor.system(agency_id)
        olds = {row.version: row for row in AgencyKey.objects.visible_to(actor)}
        rows = CaseKey.objects.visible_to(actor).filter(agency_version__lt=newest).order_by("id")
        batch = list(rows.select_for_update(no_key=True)[:BATCH])
        for row in batch:
            old = olds[row.agency_version]
            context = ring.case_context(agency_id, row.case_id, row.version)
            before = ring.outer_key(old.master, bytes(old.wrapped), ring.agency_context(agency_id, old.version))
            row.wrapped = sealing.wrap(outer, sealing.unwrap(before, bytes(row.wrapped), context), context)
            row.agency_version = version
            row.save(update_fields=["wrapped", "agency_version"])
        return len(batch)


def case_rotate(actor: Actor, *, case_id: int | None) -> int:
    """A new key for a case (None: for what belongs to no case); returns how many rows were sealed anew. Raises Shredded.

    Opens short scopes of its own. The old version stays when it sealed evidence or something outside the sealed columns, and the agency's
    own first version stays for its blind indexes.
    """
    newest, done = _begin_case(actor, case_id), 0
    for _round in range(ROUNDS):
        for model, columns in _sealed(case_id):
            while _changeable(model) and (moved := _reseal(actor, model, columns, case_id, newest)):
                done += moved
        if _end(actor, case_id, newest, done):
            return done
    raise KeyTrouble("The new key is in use, and some rows are still under the old one. Run it again.")


def _begin_case(actor: Actor, case_id: int | None) -> int:
    with tenant_scope(actor.agency_id):
        ring.refuse_shredded(actor.agency_id, case_id)
        if not CaseKey.objects.visible_to(actor).filter(case_id=case_id).exists():
            raise KeyTrouble(
                f"Case {case_id} of agency {actor.agency_id} has no key, so nothing is sealed. Nothing changed."
            )
        newest, _key = ring.newest(actor.agency_id, case_id)
        ring.lock(actor.agency_id, case_id)
        if _old(actor, case_id, newest).exists():
            return newest  # a rotation was cut off: go on with it
        ring.add_version(actor.agency_id, case_id, newest + 1)
        return newest + 1


def _old(actor: Actor, case_id: int | None, newest: int) -> QuerySet[CaseKey]:
    """Versions that a rotation ends."""
    rows = CaseKey.objects.visible_to(actor).filter(case_id=case_id, version__lt=newest, loose=False)
    return rows.exclude(version=ring.FIRST) if case_id is None else rows


def _changeable(model: type[models.Model]) -> bool:
    """Whether rows may be written anew; evidence is written once, and stays under the key that it was sealed with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s, 'UPDATE')", [model._meta.db_table])
        return bool(cursor.fetchone()[0])


def _sealed(case_id: int | None) -> Iterator[tuple[type[TenantModel], list[SealedBinaryField]]]:
    """Every model with columns under this kind of key, with those columns."""
    for model in apps.get_models():
        columns = [field for field in sealed_columns(model) if (field.case is None) == (case_id is None)]
        if columns and issubclass(model, TenantModel):
            yield model, columns


def _under_old(
    actor: Actor, model: type[TenantModel], columns: list[SealedBinaryField], case_id: int | None, newest: int
) -> "QuerySet[Any]":
    """Rows of the case with a value under another version; the version stands in the blob's first bytes."""
    head = sealing.header(sealing.DATA, newest)
    rows, wanted = model.objects.visible_to(actor), Q()
    for number, field in enumerate(columns):
        start = Func(
            F(field.attname), function="substring", template="%(function)s(%(expressions)s FROM 1 FOR 6)",
            output_field=models.BinaryField(),
        )  # fmt: skip
        length = Func(F(field.attname), function="octet_length", output_field=models.IntegerField())
        rows = rows.annotate(**{f"head_{number}": start, f"length_{number}": length})
        wanted |= Q(**{f"length_{number}__gt": 0}) & ~Q(**{f"head_{number}": head})
    if case_id is not None and columns[0].case is not None:
        rows = rows.filter(**{columns[0].case.replace(".", "__"): case_id})
    return rows.filter(wanted)


def _reseal(
    actor: Actor, model: type[TenantModel], columns: list[SealedBinaryField], case_id: int | None, newest: int
) -> int:
    """Seal one batch of rows anew; returns how many."""
    with tenant_scope(actor.agency_id):
        rows = _under_old(actor, model, columns, case_id, newest).order_by("pk")
        batch = list(rows.select_for_update(of=("self",), no_key=True)[:ROWS])
        for row in batch:
            row.save_base(update_fields=[field.attname for field in columns])
        return len(batch)


def _end(actor: Actor, case_id: int | None, newest: int, done: int) -> bool:
    """End the old versions if nothing is under them any more; waits for transactions that seal under them."""
    with tenant_scope(actor.agency_id):
        old = list(_old(actor, case_id, newest).select_for_update())
        left = [m for m, columns in _sealed(case_id) if _under_old(actor, m, columns, case_id, newest).exists()]
        if any(_changeable(model) for model in left):
            return False
        if not left:
            CaseKey.objects.visible_to(actor).filter(id__in=[row.pk for row in old]).delete()
        audit.record(
            actor, "key.rotate", subject_kind="casekey", subject_id=None, case_id=case_id, version=newest, rows=done
        )
        return True


def token_key(label: str) -> None:
    """Make a master key inside the token that the settings name; raises KeyTrouble."""
    if not (settings.PKCS11_MODULE and settings.PKCS11_TOKEN and settings.PKCS11_PIN):
        raise KeyTrouble("Set PKCS11_MODULE, PKCS11_TOKEN and PKCS11_PIN_FILE first. Nothing was changed.")
    token.make_key(module=settings.PKCS11_MODULE, label=settings.PKCS11_TOKEN, pin=settings.PKCS11_PIN, key=label)
