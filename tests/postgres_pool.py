"""Migrated PostgreSQL databases, emptied and lent again: making one takes ten times as long as emptying it."""

import subprocess
from itertools import count

from tests.postgres_fixture import Postgres

# Rows go, and tables made at run time (of mailboxes' indexes). What a test changed in the schema stays, and shows.
_EMPTY = """
SET lock_timeout = '2s';
SET session_replication_role = replica;
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    IF one.tablename ~ '_[0-9a-f]{32}$' THEN EXECUTE format('DROP TABLE %I CASCADE', one.tablename);
    ELSE EXECUTE format('DELETE FROM %I', one.tablename); END IF;
  END LOOP;
  FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', one.sequencename);
  END LOOP;
END $$;
"""
_SCHEMA = """
SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
  SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable) AS line
    FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT concat_ws(' ', conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
) AS lines;
"""


class PostgresPool:
    """The databases of one server that are like `template`."""

    def __init__(self, server: Postgres, template: str) -> None:
        self.server = server
        self._template = template
        self._free: list[str] = []
        self._numbers = count(1)
        self._schema = server.sql(_SCHEMA, template)

    def take(self) -> str:
        """The name of an empty database, nobody else's until it is given back."""
        if self._free:
            return self._free.pop()
        name = f"t{next(self._numbers)}"
        self.server.sql(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        return name

    def give(self, name: str) -> None:
        """Empties it and lends it again; one that a test has changed, or still holds on to, is dropped."""
        try:
            if self.server.sql(_EMPTY + _SCHEMA, name) == self._schema:
                self._free.append(name)
                return
        except subprocess.CalledProcessError:
            pass  # a lock that a test left behind: with the database it goes as well
        self.server.sql(f"DROP DATABASE {name} WITH (FORCE)")
