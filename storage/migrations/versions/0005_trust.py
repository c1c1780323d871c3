"""Workspaces with tokens of their own, posts, model answers, a chained audit log.

Revision 0005 after 0004.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import storage.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ADDED: dict[str, dict[str, tuple[sa.types.TypeEngine[Any], str | None]]] = {
    "workspaces": {
        "state": (sa.String(), "installed"),
        "name": (sa.String(), ""),
        "bot_user_id": (sa.String(), ""),
        "scopes": (sa.Text(), ""),
        "tokens": (sa.Text(), ""),
        "installed_by": (sa.String(), ""),
        "changed_at": (storage.db.UtcDateTime(timezone=True), None),
    },
    "accounts": {
        "paused": (sa.Boolean(), "0"),
        "preferences": (sa.JSON(), "{}"),
        "watch_failure": (sa.String(), ""),
        "ended": (sa.String(), ""),
    },
    "syncs": {
        "total": (sa.Integer(), "0"),
        "told": (sa.String(), ""),
        "stopped_at": (storage.db.UtcDateTime(timezone=True), None),
        "ended_at": (storage.db.UtcDateTime(timezone=True), None),
    },
    "messages": {"pruned_at": (storage.db.UtcDateTime(timezone=True), None)},
    "documents": {"pruned_at": (storage.db.UtcDateTime(timezone=True), None)},
    "dead_letters": {
        "account_id": (sa.String(), ""),
        "resolved_by": (sa.String(), ""),
        "resolution": (sa.String(), ""),
        "subject": (sa.String(), ""),
        "failed_at": (storage.db.UtcDateTime(timezone=True), None),
        "rounds": (sa.Integer(), "0"),
        "rung_at": (storage.db.UtcDateTime(timezone=True), None),
        "told": (sa.Boolean(), "0"),
    },
    "users": {"failures_ts": (sa.String(), ""), "left_at": (storage.db.UtcDateTime(timezone=True), None)},
    "oauth_states": {"granted": (sa.Text(), "")},
    "audit": {
        "chain": (sa.String(), None),
        "seq": (sa.Integer(), None),
        "before": (sa.String(), ""),
        "hash": (sa.String(), ""),
        "mac": (sa.String(), ""),
        "team": (sa.String(), ""),
        "account": (sa.String(), ""),
    },
}
# An entry of the audit log is never changed or taken away; sealing it into the chain is the only thing that happens
# to it. Whoever may change the schema can lift this, and is found out by the chain.
KEPT = ("id", "at", "actor", "action", "subject", "team", "account")


def upgrade() -> None:
    """Applies this revision.

    What stands there already gets values by a default, which stays: SQLite could only take it away by making the table
    anew, and rows of other tables point to it.
    """
    for table, columns in ADDED.items():
        for name, (kind, value) in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=value is None, server_default=_literal(kind, value)))
    op.create_index("ix_dead_letters_account_id", "dead_letters", ["account_id"])
    op.create_index("ix_dead_letters_subject", "dead_letters", ["job", "subject"])
    op.execute("UPDATE dead_letters SET told = true, failed_at = created_at")
    with op.batch_alter_table("audit") as batch:
        batch.create_unique_constraint("uq_audit_chain_seq", ["chain", "seq"])
    waiting = sa.text("seq IS NULL")
    op.create_index("ix_audit_waiting", "audit", ["id"], sqlite_where=waiting, postgresql_where=waiting)
    op.execute("UPDATE syncs SET ended_at = last_at WHERE done >= wanted")  # nobody waits to be told of these
    _create()
    _guard_audit()


def _guard_audit() -> None:
    same = " AND ".join(f"NEW.{name} = OLD.{name}" for name in KEPT)
    if op.get_bind().dialect.name == "sqlite":
        sealing = f"OLD.seq IS NULL AND NEW.seq IS NOT NULL AND {same} AND NEW.detail = OLD.detail"
        refuse = "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        op.execute(f"CREATE TRIGGER audit_changed BEFORE UPDATE ON audit WHEN NOT ({sealing}) {refuse}")
        op.execute(f"CREATE TRIGGER audit_deleted BEFORE DELETE ON audit {refuse}")
        return
    sealing = f"OLD.seq IS NULL AND NEW.seq IS NOT NULL AND {same} AND NEW.detail::text = OLD.detail::text"
    op.execute(
        "CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
    )
    refuse = "EXECUTE FUNCTION audit_refuses()"
    op.execute(f"CREATE TRIGGER audit_changed BEFORE UPDATE ON audit FOR EACH ROW WHEN (NOT ({sealing})) {refuse}")
    op.execute(f"CREATE TRIGGER audit_deleted BEFORE DELETE ON audit FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER audit_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT {refuse}")


def _unguard_audit() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("audit_changed", "audit_deleted"):
            op.execute(f"DROP TRIGGER {name}")
        return
    op.execute("DROP FUNCTION audit_refuses() CASCADE")


def _literal(kind: sa.types.TypeEngine[Any], value: str | None) -> Any:
    if isinstance(kind, sa.Boolean):
        return sa.false()
    return value


def _create() -> None:
    moment = storage.db.UtcDateTime(timezone=True)
    op.create_table(
        "posts",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "user_id", "account_id", "channel", "ts")),
        sa.Column("posted_at", moment, nullable=False),
        sa.Column("leaves_at", moment, nullable=True),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_posts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    op.create_index("ix_posts_user_id", "posts", ["user_id"])
    op.create_index("ix_posts_account_id", "posts", ["account_id"])
    leaving = sa.text("leaves_at IS NOT NULL")
    op.create_index("ix_posts_leaving", "posts", ["leaves_at"], sqlite_where=leaving, postgresql_where=leaving)
    _create_leavings(moment)
    op.create_table(
        "model_answers",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("answered_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_model_answers_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_model_answers")),
    )
    op.create_index("ix_model_answers_answered_at", "model_answers", ["answered_at"])
    op.create_table(
        "outlays",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("usd", sa.Numeric(16, 9), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_outlays_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_outlays")),
    )


def _create_leavings(moment: sa.types.TypeEngine[Any]) -> None:
    op.create_table(
        "leavings",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("account_id", "user_id", "email")),
        sa.Column("tokens", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("drops_drafts", "in_slack")),
        sa.Column("tries", sa.Integer(), nullable=False),
        *(sa.Column(name, moment, nullable=True) for name in ("closed_at", "revoked_at", "erased_at", "told_at")),
        *(sa.Column(name, moment, nullable=False) for name in ("asked_at", "due_at")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_leavings_user_id_users")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_leavings")),
    )
    op.create_table(
        "exports",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("nonce", "user_id", "code")),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_exports_user_id_users")),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_exports")),
    )
    op.create_index("ix_exports_expires_at", "exports", ["expires_at"])
    whole = sa.text("pruned_at IS NULL")
    op.create_index("ix_documents_whole", "documents", ["account_id", "at"], sqlite_where=whole, postgresql_where=whole)
    op.create_index("ix_messages_whole", "messages", ["account_id", "id"], sqlite_where=whole, postgresql_where=whole)
    untold = sa.text("CAST(actions AS TEXT) LIKE '%\"told\": false%'")
    op.create_index("ix_questions_untold", "questions", ["rung_at"], sqlite_where=untold, postgresql_where=untold)


def downgrade() -> None:
    """Takes it back."""
    _unguard_audit()
    op.drop_index("ix_audit_waiting", "audit")
    op.drop_index("ix_questions_untold", "questions")
    op.drop_index("ix_documents_whole", "documents")
    op.drop_index("ix_messages_whole", "messages")
    for table in ("exports", "leavings", "outlays", "model_answers", "posts"):
        op.drop_table(table)
    with op.batch_alter_table("audit") as batch:
        batch.drop_constraint("uq_audit_chain_seq", type_="unique")
    op.drop_index("ix_dead_letters_subject", "dead_letters")
    op.drop_index("ix_dead_letters_account_id", "dead_letters")
    for table, columns in ADDED.items():
        for name in columns:
            op.drop_column(table, name)
