"""Databases that are lent to tests: empty each time, and never one that a test has changed."""

from tests.postgres_pool import PostgresPool

MADE = "CREATE TABLE words_1_0123456789abcdef0123456789abcdef (piece int)"
ROW = "INSERT INTO workspaces (team_id, created_at) VALUES ('T1', now())"


def test_a_database_comes_back_empty(postgres_pool: PostgresPool) -> None:
    name, sql = postgres_pool.take(), postgres_pool.server.sql
    sql(ROW, name)
    sql(MADE, name)
    postgres_pool.give(name)
    again = postgres_pool.take()
    assert again == name
    assert sql("SELECT count(*) FROM workspaces", again) == "0"
    assert sql("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'words_1_0123%'", again) == "0"
    assert sql("SELECT count(*) FROM alembic_version", again) == "1"
    postgres_pool.give(again)


def test_one_with_another_schema_is_not_lent_again(postgres_pool: PostgresPool) -> None:
    for change in (
        "ALTER TABLE users RENAME TO away",
        "ALTER TABLE users ADD COLUMN shoe int",
        "CREATE INDEX ix_more ON users (zone)",
        "ALTER TABLE users DROP CONSTRAINT fk_users_team_id_workspaces",
    ):
        name = postgres_pool.take()
        postgres_pool.server.sql(change, name)
        postgres_pool.give(name)
        assert name not in postgres_pool.server.sql("SELECT datname FROM pg_database").splitlines(), change
