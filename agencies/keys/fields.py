"""Model fields whose column holds sealed bytes: code reads and writes the attribute, the database sees ciphertext only.

A value is opened when the attribute is read, not when the row is fetched. Rows that were fetched together open their cases'
keys together, with one query.
"""

from typing import Any, NoReturn

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from agencies.keys import ring
from agencies.keys.errors import KeyMissing
from agencies.keys.sealing import Place

TRIES = 3


class Sealed(bytes):
    """A column's bytes as they lie in the database; shows nothing of itself."""

    def __repr__(self) -> str:
        return f"<sealed, {len(self)} bytes>"

    __str__ = __repr__


class SealedAttribute(DeferredAttribute):
    """Opens the value on access, and keeps the opened one on the instance."""

    field: "SealedBinaryField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        data, name = instance.__dict__, self.field.attname
        if name not in data:
            data[name] = self._fetched(instance)
        for tries in range(TRIES):
            value = data[name]
            if not isinstance(value, Sealed):
                return value
            try:
                data[name] = self.field.opened(instance, value)
            except KeyMissing:  # sealed anew under another version between our two queries?
                fresh = self._fetched(instance)
                if fresh == value or tries == TRIES - 1:
                    raise
                data[name] = fresh
        return data[name]

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value

    def _fetched(self, instance: Any) -> Any:
        rows = type(instance)._base_manager.filter(pk=instance.pk)
        return rows.values_list(self.field.attname, flat=True).get()


class SealedBinaryField(models.BinaryField):  # type: ignore[type-arg]
    """Bytes sealed under a case's key.

    case: attribute path from the row to its case's id ("case_id", "package.case_id"), or None for the agency's own key.
    The row needs an agency. Empty bytes are stored as they are. It cannot be searched or set by update(); see keys.services.blind.
    """

    descriptor_class = SealedAttribute
    empty: Any = b""

    def __init__(self, *args: Any, case: str | None = "case_id", **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "case": self.case}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        cls.sealed_names = (*getattr(cls, "sealed_names", ()), name)  # type: ignore[attr-defined]

    # ---- between the attribute and the column -----------------------------------------------------------------

    def place(self, instance: Any) -> Place:
        """Where the instance's value lies."""
        return Place(
            f"{instance._meta.db_table}.{self.column}", instance.pk, instance.agency_id, self.case_of(instance)
        )

    def case_of(self, instance: Any) -> int | None:
        """The id of the case whose key is used; None: the agency's own key. Raises FieldError for a row without one."""
        if self.case is None:
            return None
        found = instance
        for part in self.case.split("."):
            found = getattr(found, part)
        if found is None:
            raise FieldError(f"{self} is sealed under a case's key, and this row belongs to no case.")
        return int(found)

    def opened(self, instance: Any, value: Sealed) -> Any:
        """The value of the attribute; raises Shredded or KeyTrouble."""
        place = self.place(instance)
        peers = instance.__dict__.get("_peers")
        if peers and not ring.known(instance.agency_id, place.case_id):
            ring.load(instance.agency_id, {self._near(peer) or place.case_id for peer in peers})
        return self.from_bytes(ring.unseal(instance.agency_id, place, value))

    def _near(self, instance: Any) -> int | None:
        """The case of a row of the same page, if that can be said without a query."""
        found = instance
        for part in (self.case or "").split("."):
            loaded = found.__dict__
            found = loaded.get(part) or found._state.fields_cache.get(part)
            if found is None:
                return None
        return int(found)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if value is None or len(value) == 0:
            return None if value is None else Sealed(b"")
        agency_id: int = model_instance.agency_id  # type: ignore[attr-defined]
        return Sealed(ring.seal(agency_id, self.place(model_instance), self.to_bytes(value)))

    def to_bytes(self, value: Any) -> bytes:
        """The attribute's value as bytes."""
        return bytes(value)

    def from_bytes(self, value: bytes) -> Any:
        """The attribute's value out of the opened bytes."""
        return value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        return Sealed(value) if len(value) else self.empty

    def get_default(self) -> Any:
        return super().get_default() if self.has_default() else (None if self.null else self.empty)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and len(value) == 0:
            value = Sealed(b"")  # nothing is nothing, sealed or not
        if value is not None and not isinstance(value, Sealed):
            raise FieldError(
                f"{self} is sealed. Assign the attribute and save() the row (or bulk_create); update() and bulk_update() "
                "cannot seal, because a value is bound to its row."
            )
        return super().get_db_prep_value(None if value is None else bytes(value), connection, prepared)

    def value_to_string(self, obj: models.Model) -> Any:
        return self.value_from_object(obj)

    # ---- what cannot be asked ---------------------------------------------------------------------------------

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        return self._refuse()

    def get_transform(self, lookup_name: str) -> Any:
        return self._refuse()

    def _refuse(self) -> NoReturn:
        raise FieldError(
            f"{self} is sealed, so the database cannot compare it. Keep a blind index beside it and ask that."
        )


class SealedTextField(SealedBinaryField):
    """The same for text."""

    empty = ""

    def to_bytes(self, value: Any) -> bytes:
        return str(value).encode()

    def from_bytes(self, value: bytes) -> Any:
        return value.decode()

    def to_python(self, value: Any) -> Any:
        return value


def sealed_columns(model: type[models.Model]) -> list[SealedBinaryField]:
    """The sealed columns of a model; a walk over all models finds all of them."""
    found = []
    for name in getattr(model, "sealed_names", ()):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if isinstance(field, SealedBinaryField):
            found.append(field)
    return found
