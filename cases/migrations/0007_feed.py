"""The change feed that the matchers follow.

A trigger writes it, in the transaction that changes the matcher's entries, so no service can forget to. Rows name
entries by number and hold no value. `xid` orders them safely: what a reader has not seen of transactions that were still
running when it read is read again (see cases/fingerprints/adapters/feed.py).
"""

from django.db import migrations
from django.db.migrations.operations import RunSQL

FEED = """
    CREATE TABLE cases_matcherchange (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        added boolean NOT NULL,
        entry_id bigint NOT NULL,
        fingerprint_id bigint NOT NULL,
        at timestamptz NOT NULL DEFAULT statement_timestamp()
    );
    CREATE INDEX cases_matcherchange_order ON cases_matcherchange (xid, id);
    CREATE TABLE cases_matcherfeed (
        feed uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        floor xid8 NOT NULL DEFAULT '0',
        added bigint NOT NULL DEFAULT 0
    );
    INSERT INTO cases_matcherfeed DEFAULT VALUES;
    REVOKE ALL ON cases_matcherchange, cases_matcherfeed FROM portal_app;
    GRANT SELECT ON cases_matcherchange, cases_matcherfeed TO portal_matcher;
"""

TRIGGERS = """
    CREATE FUNCTION cases_matcherchange_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public AS $body$ BEGIN
        INSERT INTO public.cases_matcherchange (added, entry_id, fingerprint_id) SELECT true, id, fingerprint_id FROM changed;
        RETURN NULL;
    END $body$;
    CREATE FUNCTION cases_matcherchange_removed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public AS $body$ BEGIN
        INSERT INTO public.cases_matcherchange (added, entry_id, fingerprint_id) SELECT false, id, fingerprint_id FROM changed;
        RETURN NULL;
    END $body$;
    REVOKE EXECUTE ON FUNCTION cases_matcherchange_added(), cases_matcherchange_removed() FROM PUBLIC;
    CREATE TRIGGER feed_added AFTER INSERT ON cases_matcherentry REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION cases_matcherchange_added();
    CREATE TRIGGER feed_changed AFTER UPDATE ON cases_matcherentry REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION cases_matcherchange_added();
    CREATE TRIGGER feed_removed AFTER DELETE ON cases_matcherentry REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION cases_matcherchange_removed();
"""

# Forget changes that every reader knows who reads as often as the settings say; whoever does not sees the floor and
# reads everything anew. The owner of the tables does it, so the caller needs no right on them.
PRUNE = """
    CREATE FUNCTION cases_matcherfeed_prune(before text, older interval) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public AS $body$
    DECLARE
        wanted xid8;
        gone bigint;
        gone_added bigint;
    BEGIN
        PERFORM FROM public.cases_matcherfeed FOR UPDATE;
        SELECT greatest(before::xid8, coalesce(max(xid), '0'::xid8)) INTO wanted FROM public.cases_matcherchange
        WHERE at < now() - older;
        wanted := least(wanted, pg_snapshot_xmin(pg_current_snapshot()));
        WITH went AS (DELETE FROM public.cases_matcherchange WHERE xid < wanted RETURNING added)
        SELECT count(*), count(*) FILTER (WHERE went.added) INTO gone, gone_added FROM went;
        IF gone > 0 THEN
            UPDATE public.cases_matcherfeed SET floor = greatest(floor, wanted), added = added + gone_added;
        END IF;
        RETURN gone;
    END $body$;
    REVOKE EXECUTE ON FUNCTION cases_matcherfeed_prune(text, interval) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION cases_matcherfeed_prune(text, interval) TO portal_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_registry")]

    operations = [
        RunSQL(FEED, "DROP TABLE cases_matcherchange, cases_matcherfeed;"),
        RunSQL(
            TRIGGERS,
            """DROP TRIGGER feed_added ON cases_matcherentry;
               DROP TRIGGER feed_changed ON cases_matcherentry;
               DROP TRIGGER feed_removed ON cases_matcherentry;
               DROP FUNCTION cases_matcherchange_added(), cases_matcherchange_removed();""",
        ),
        RunSQL(PRUNE, "DROP FUNCTION cases_matcherfeed_prune(text, interval);"),
    ]
