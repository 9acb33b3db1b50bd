"""Write an archive: every table of the registry, in batches of rows with a short scope each."""

import hashlib
import secrets
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from agencies.keys.errors import Shredded
from agencies.keys.fields import SealedBinaryField, SealedTextField
from agencies.leaving import archive, selectors
from agencies.leaving.models import Export
from agencies.tenancy.scope import tenant_scope

BATCH = 100
BYTES = (bytes, memoryview)
SHREDDED = {"shredded": True}  # stands where a value was whose key is destroyed


@dataclass
class Writer:
    """Writes one archive; `rows`, `size` and `sha256` say afterwards what was written."""

    export: Export
    agency: str
    rows: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    size: int = 0
    sha256: str = ""

    def write(self, file: IO[bytes]) -> None:
        """The whole archive into the container."""
        phrase = archive.passphrase(settings.SECRET_KEY, self.export.nonce)
        container = archive.Enciphering(file, phrase, secrets.token_bytes(8))
        key = archive.signing_key(settings.EXPORT_SIGNING_KEY, settings.SECRET_KEY)
        with zipfile.ZipFile(container, "w", zipfile.ZIP_DEFLATED) as self.zip:  # type: ignore[type-var]
            chosen = [model for model in selectors.tables() if self._filter(model) is not None]
            for model in chosen:
                self._table(model)
            for model in chosen:
                self._files(model)
            self._shared(chosen)
            self._documents(chosen, archive.key_id(key))
            listed = archive.sums(self.digests)
            for name, content in (
                ("SHA256SUMS", listed),
                ("SHA256SUMS.sig", key.sign(listed)),
                ("public_key.pem", archive.public_pem(key)),
            ):
                self._entry(name, [content])
        container.close()
        self.size, self.sha256 = container.size, container.digest.hexdigest()

    def _filter(self, model: selectors.Table) -> dict[str, int] | None:
        """What narrows the table to this archive; None: the table is not in it."""
        own = {"agency_id": self.export.agency_id}
        if self.export.case_id is None:
            return own
        lookup = selectors.case_lookup(model)
        return own | {lookup: self.export.case_id} if lookup else None

    def _batches(self, model: selectors.Table) -> Iterator[list[Any]]:
        """Rows in the order of their ids, each batch in a scope of its own that is closed before it is written."""
        last, narrowed = 0, self._filter(model) or {}
        while True:
            with tenant_scope(self.export.agency_id):
                found = list(model.objects.filter(**narrowed, id__gt=last).order_by("id")[:BATCH])  # type: ignore[misc]
                opened = [(row, self._read(model, row)) for row in found]
                Export.objects.filter(id=self.export.pk, agency_id=self.export.agency_id).update(working_at=Now())
            yield opened
            if len(found) < BATCH:
                return
            last = found[-1].pk

    def _read(self, model: type[models.Model], row: Any) -> dict[str, Any]:
        """Every column's value; sealed ones open here, while the scope is open."""
        left_out = selectors.withheld(model)
        return {
            column.attname: _opened(row, column.attname)
            for column in model._meta.concrete_fields
            if column.attname not in left_out
        }

    def _table(self, model: selectors.Table) -> None:
        name = selectors.table_name(model)
        large = {column.attname for column in model._meta.concrete_fields if selectors.as_file(column)}

        def lines() -> Iterator[bytes]:
            self.rows[name] = 0
            for batch in self._batches(model):
                for row, values in batch:
                    self.rows[name] += 1
                    yield archive.line(
                        {
                            column: {"file": archive.file_name(name, row.pk, column)}
                            if column in large and isinstance(given, BYTES)
                            else archive.value(given)
                            for column, given in values.items()
                        }
                    )

        self._entry(f"tables/{name}.jsonl", lines())

    def _files(self, model: selectors.Table) -> None:
        name = selectors.table_name(model)
        large = {column.attname for column in model._meta.concrete_fields if selectors.as_file(column)}
        for batch in self._batches(model) if large - set(selectors.withheld(model)) else ():
            for row, values in batch:
                for column in sorted(large & set(values)):
                    if isinstance(values[column], BYTES):
                        self._entry(archive.file_name(name, row.pk, column), [bytes(values[column])])

    def _shared(self, chosen: list[selectors.Table]) -> None:
        """Rows outside the walls that the agency's rows refer to: people, providers."""
        for model, places in sorted(selectors.shared_tables().items(), key=lambda each: selectors.table_name(each[0])):
            ids: set[int] = set()
            with tenant_scope(self.export.agency_id):
                for table, column in places:
                    if table in chosen:
                        rows = table.objects.filter(**(self._filter(table) or {}), **{f"{column}__isnull": False})
                        ids.update(rows.values_list(column, flat=True).distinct())
                found = [self._read(model, row) for row in model._default_manager.filter(pk__in=ids).order_by("pk")]
            name = selectors.table_name(model)
            self.rows[name] = len(found)
            lines = (archive.line({key: archive.value(given) for key, given in row.items()}) for row in found)
            self._entry(f"tables/{name}.jsonl", lines)

    def _documents(self, chosen: list[selectors.Table], key_id: str) -> None:
        every = [*chosen, *selectors.shared_tables()]
        left_out = {
            f"{selectors.table_name(model)}.{column}": why
            for model in every
            for column, why in selectors.withheld(model).items()
        }
        case = str(self.export.case_id) if self.export.case_id is not None else ""
        made: datetime = timezone.now()
        about = archive.readme(agency=self.agency, made_at=made, case=case, key=key_id, withheld=left_out)
        schema: dict[str, Any] = {
            "format": archive.FORMAT,
            "made_at": made.isoformat(),
            "agency_id": self.export.agency_id,
            "case_id": self.export.case_id,
            "tables": {selectors.table_name(model): self._about(model) for model in every},
        }
        self._entry("README.txt", [about])
        self._entry("schema.json", [archive.pretty(schema)])
        self._entry("verify.sh", [archive.VERIFY.encode()])

    def _about(self, model: type[models.Model]) -> dict[str, Any]:
        left_out = selectors.withheld(model)
        columns = {column.attname: _described(column) for column in model._meta.concrete_fields}
        return {
            "rows": self.rows.get(selectors.table_name(model), 0),
            "columns": {name: about for name, about in columns.items() if name not in left_out},
            "withheld": left_out,
        }

    def _entry(self, name: str, parts: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        info = zipfile.ZipInfo(name, timezone.now().timetuple()[:6])
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        with self.zip.open(info, "w", force_zip64=True) as entry:
            for part in parts:
                entry.write(part)
                digest.update(part)
        if not name.startswith(("SHA256SUMS", "public_key")):
            self.digests[name] = digest.hexdigest()


def _opened(row: Any, name: str) -> Any:
    """A column's value in the clear."""
    try:
        return getattr(row, name)
    except Shredded:
        return SHREDDED


def _described(column: Any) -> dict[str, Any]:
    """One column of schema.json."""
    sealed = isinstance(column, SealedTextField)
    return {
        "kind": "file" if selectors.as_file(column) else "text" if sealed else column.get_internal_type(),
        "sealed_in_the_portal": sealed or isinstance(column, SealedBinaryField),
        "null": column.null,
        **({"refers_to": selectors.table_name(column.related_model)} if column.is_relation else {}),
    }
