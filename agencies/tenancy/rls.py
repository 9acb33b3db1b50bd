"""Migration operations that build the database wall."""

from django.db.migrations.operations import RunSQL

POLICY = "agency_id = (SELECT nullif(current_setting('app.tenant', true), '')::bigint)"


def wall(table: str, **references: str) -> list[RunSQL]:
    """Operations that wall one tenant table: forced row-level security and composite references.

    UNIQUE and foreign-key checks ignore policies, so every reference to another tenant table (column="table") also
    carries the agency: a row can only point at a row of the same agency.
    """
    operations = [
        RunSQL(
            f"""ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
                ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_wall ON {table} USING ({POLICY}) WITH CHECK ({POLICY});
                ALTER TABLE {table} ADD CONSTRAINT {table}_tenant_key UNIQUE (agency_id, id);""",
            f"""ALTER TABLE {table} DROP CONSTRAINT {table}_tenant_key CASCADE;
                DROP POLICY tenant_wall ON {table};
                ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
                ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;""",
        )
    ]
    for column, parent in references.items():
        name = f"{table}_{column}_tenant_fk"[:63]
        operations.append(
            RunSQL(
                f"""ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (agency_id, {column})
                    REFERENCES {parent} (agency_id, id);""",
                f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name};",
            )
        )
    return operations


def lookup_function(name: str, arguments: str, returns: str, body: str) -> RunSQL:
    """A SECURITY DEFINER function of portal_lookup with a fixed search_path; only portal_app may call it."""
    types = ", ".join(part.split()[-1] for part in arguments.split(",")) if arguments else ""
    return RunSQL(
        f"""CREATE FUNCTION {name}({arguments}) RETURNS {returns} LANGUAGE sql SECURITY DEFINER
            SET search_path = pg_catalog, public AS $body$ {body} $body$;
            REVOKE EXECUTE ON FUNCTION {name}({types}) FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION {name}({types}) TO portal_app;
            ALTER FUNCTION {name}({types}) OWNER TO portal_lookup;""",
        f"DROP FUNCTION {name}({types});",
    )


def lookup_replaced(name: str, arguments: str, returns: str, body: str) -> RunSQL:
    """The same for a function that exists already and now answers something else. Cannot be undone by itself."""
    types = ", ".join(part.split()[-1] for part in arguments.split(",")) if arguments else ""
    made = lookup_function(name, arguments, returns, body)
    return RunSQL(f"SET ROLE portal_lookup; DROP FUNCTION {name}({types}); RESET ROLE; {made.sql}", RunSQL.noop)


def visible_to_lookup(table: str, *columns: str) -> RunSQL:
    """Let the look-up functions read the named columns of all agencies' rows, and nothing else."""
    return RunSQL(
        f"""CREATE POLICY lookup_reads ON {table} FOR SELECT TO portal_lookup USING (true);
            GRANT SELECT ({", ".join(columns)}) ON {table} TO portal_lookup;""",
        f"DROP POLICY lookup_reads ON {table}; REVOKE ALL ON {table} FROM portal_lookup;",
    )


def append_only(table: str) -> RunSQL:
    """Rows of the table are written once: UPDATE, DELETE and TRUNCATE are revoked, and blocked by a trigger for everyone."""
    return RunSQL(
        f"""REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM portal_app;
            CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $body$ BEGIN RAISE EXCEPTION 'rows of {table} are never changed or removed'; END $body$;
            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only();""",
        f"""DROP TRIGGER append_only ON {table}; DROP FUNCTION {table}_is_append_only();
            GRANT UPDATE, DELETE ON {table} TO portal_app;""",
    )


def leaves_with_agency(table: str) -> RunSQL:
    """An append-only table whose rows may be deleted when their agency leaves, and at no other time.

    The wall keeps a DELETE to the rows of app.tenant; the trigger asks whether that agency's departure is at the point of
    deleting. UPDATE and TRUNCATE stay forbidden.
    """
    refuse = f"RAISE EXCEPTION 'rows of {table} are never changed or removed';"
    return RunSQL(
        f"""CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $body$ BEGIN
                IF TG_OP = 'DELETE' AND EXISTS (
                    SELECT FROM agencies_departure d WHERE d.state = 'shredding'
                    AND d.agency_id = nullif(current_setting('app.tenant', true), '')::bigint) THEN RETURN NULL; END IF;
                {refuse}
            END $body$;
            GRANT DELETE ON {table} TO portal_app;""",
        f"""CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $body$ BEGIN {refuse} END $body$;
            REVOKE DELETE ON {table} FROM portal_app;""",
    )


def goes_with_casework(table: str, parent: str, column: str) -> RunSQL:
    """Rows of a table that leaves_with_agency() guards may also be deleted once their case's casework is over.

    `parent` is the table that `column` points at, and names the case. Asked row by row.
    """
    return RunSQL(
        f"""DROP TRIGGER append_only ON {table};
            CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only();
            CREATE FUNCTION {table}_goes() RETURNS trigger LANGUAGE plpgsql AS
            $body$ BEGIN
                IF EXISTS (SELECT FROM agencies_departure d WHERE d.state = 'shredding' AND d.agency_id = OLD.agency_id)
                OR EXISTS (SELECT FROM agencies_casekeeping k JOIN {parent} p ON p.agency_id = k.agency_id AND p.case_id = k.case_id
                           WHERE p.id = OLD.{column} AND k.agency_id = OLD.agency_id AND k.shredded_at IS NOT NULL AND NOT k.hold)
                THEN RETURN OLD; END IF;
                RAISE EXCEPTION 'rows of {table} are never changed or removed';
            END $body$;
            CREATE TRIGGER goes BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_goes();""",
        f"""DROP TRIGGER goes ON {table}; DROP FUNCTION {table}_goes(); DROP TRIGGER append_only ON {table};
            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only();""",
    )


def refuse_rows(table: str, condition: str = "true") -> RunSQL:
    """Stop the migration, before anything changes, when some agency has rows of this kind; both ways."""
    sql = f"""DO $body$ DECLARE agency bigint; BEGIN
        FOR agency IN SELECT id FROM agencies_agency LOOP
            PERFORM set_config('app.tenant', agency::text, true);
            IF EXISTS (SELECT FROM {table} WHERE {condition}) THEN
                RAISE EXCEPTION 'Rows of {table} hold content that this step cannot seal or unseal. Nothing was changed. '
                    'Finish these cases with the version before, or begin with an empty database.';
            END IF;
        END LOOP;
        PERFORM set_config('app.tenant', '', true);
    END $body$"""
    return RunSQL(sql, sql.replace(condition, "true") if condition != "true" else sql)
