"""What can be asked about: documents, contacts, syncs, questions and proposals.

Revision 0004 after 0003.
"""

import sqlalchemy as sa
from alembic import op

import storage.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies this revision."""
    op.create_table(
        "questions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("answer_ts", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("stop_wanted", sa.Boolean(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("actions", sa.JSON(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_usd", sa.Numeric(precision=12, scale=6), nullable=False),
        sa.Column("latency_ms", sa.Integer(), nullable=False),
        sa.Column("correlation", sa.String(), nullable=False),
        sa.Column("asked_at", storage.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("rung_at", storage.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_at", storage.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_questions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("key", name=op.f("uq_questions_key")),
    )
    op.create_index(
        "ix_questions_asked",
        "questions",
        ["rung_at"],
        unique=False,
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_index("ix_questions_thread", "questions", ["user_id", "channel", "thread_ts"], unique=False)
    op.create_index("ix_cards_place", "cards", ["channel", "ts"], unique=False)

    op.create_table(
        "contacts",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("last_at", storage.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_contacts_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", "email", name=op.f("pk_contacts")),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=False),
        sa.Column("thread_id", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("outgoing", sa.Boolean(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("at", storage.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", storage.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quoted", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("embedder", sa.String(), nullable=False),
        sa.Column("changed_at", storage.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_documents_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint(
            "account_id", "service", "remote_id", name=op.f("uq_documents_account_id_service_remote_id")
        ),
    )
    op.create_index("ix_documents_at", "documents", ["account_id", "at"], unique=False)
    op.create_index("ix_documents_changed", "documents", ["account_id", "changed_at"], unique=False)
    op.create_index(
        "ix_documents_due",
        "documents",
        ["account_id", "changed_at"],
        unique=False,
        sqlite_where=sa.text("state <> 'done'"),
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.create_index("ix_documents_sender", "documents", ["account_id", "sender", "at"], unique=False)
    op.create_index("ix_documents_thread", "documents", ["account_id", "thread_id"], unique=False)

    op.create_table(
        "proposals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("previous", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("prepared", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", storage.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("due_at", storage.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("began_at", storage.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("expires_at", storage.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("correlation", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("posting_at", storage.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("drawing_at", storage.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("failed", sa.String(), nullable=False),
        sa.Column("rung_at", storage.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_at", storage.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", storage.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_proposals_account_id_accounts")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_proposals_question_id_questions")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_proposals_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index(
        "ix_proposals_open",
        "proposals",
        ["rung_at"],
        unique=False,
        sqlite_where=sa.text("state in ('approved', 'doing')"),
        postgresql_where=sa.text("state in ('approved', 'doing')"),
    )
    op.create_index(
        "ix_proposals_waiting",
        "proposals",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_index(
        "ix_proposals_undrawn",
        "proposals",
        ["drawing_at"],
        unique=False,
        sqlite_where=sa.text("wanted > drawn and failed = ''"),
        postgresql_where=sa.text("wanted > drawn and failed = ''"),
    )
    op.create_index("ix_proposals_question_id", "proposals", ["question_id"], unique=False)

    op.create_table(
        "syncs",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("started_at", storage.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reached", storage.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_at", storage.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("rung_at", storage.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_syncs_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", "service", name=op.f("pk_syncs")),
    )
    op.add_column("users", sa.Column("tier", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Takes it back."""
    op.drop_column("users", "tier")
    op.drop_index("ix_cards_place", "cards")

    op.drop_table("syncs")
    op.drop_index("ix_proposals_question_id", "proposals")
    op.drop_index("ix_proposals_undrawn", "proposals")
    op.drop_index("ix_proposals_waiting", "proposals")
    op.drop_index("ix_proposals_open", "proposals")

    op.drop_table("proposals")
    op.drop_index("ix_documents_thread", "documents")
    op.drop_index("ix_documents_sender", "documents")
    op.drop_index("ix_documents_due", "documents")
    op.drop_index("ix_documents_changed", "documents")
    op.drop_index("ix_documents_at", "documents")

    op.drop_table("documents")
    op.drop_table("contacts")
    op.drop_index("ix_questions_thread", "questions")
    op.drop_index("ix_questions_asked", "questions")

    op.drop_table("questions")
