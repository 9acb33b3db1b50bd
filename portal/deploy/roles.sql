-- Roles and rights of the portal's database. PostgreSQL 15 or later; may be run any number of times.
--
--   createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 portal     (as a superuser, once)
--   psql -v ON_ERROR_STOP=1 --single-transaction -d portal -f roles.sql       (as a superuser)
--   then give the three roles that log in a password each: \password portal_owner, and so on
--
-- portal_owner    owns the tables and migrates; serves nobody
-- portal_app      what the portal, the worker and beat connect as: owns nothing, cannot step around row-level security
-- portal_matcher  reads and writes fingerprint values only; the migrations grant it its few tables
-- portal_lookup   logs in nowhere; owns the few functions that look something up before an agency is known

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['portal_owner', 'portal_app', 'portal_matcher', 'portal_lookup'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I', wanted);
        END IF;
    END LOOP;
END
$$;

ALTER ROLE portal_owner LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT;
ALTER ROLE portal_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE portal_matcher LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE portal_lookup NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

GRANT portal_lookup TO portal_owner;  -- so that a migration may SET ROLE, or hand a function over

DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO portal_owner', current_database());
    EXECUTE format('ALTER DATABASE %I SET timezone TO %L', current_database(), 'UTC');
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO portal_owner, portal_app, portal_matcher', current_database());
    EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO portal_owner', current_database());
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO portal_owner, portal_app, portal_matcher, portal_lookup;
GRANT CREATE ON SCHEMA public TO portal_owner, portal_lookup;  -- the new owner of a function must be able to make one

ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal_app;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO portal_app;
