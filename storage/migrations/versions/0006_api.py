"""Access tokens for the API, an index from which is counted what is left to read, and the thread of a message of ours.

Revision 0006 after 0005.
"""

import sqlalchemy as sa
from alembic import op

import storage.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies this revision."""
    moment = storage.db.UtcDateTime(timezone=True)
    op.create_table(
        "access_tokens",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "user_id", "name", "key")),
        *(sa.Column(name, moment, nullable=False) for name in ("made_at", "expires_at")),
        *(sa.Column(name, moment, nullable=True) for name in ("used_at", "revoked_at")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_access_tokens_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_tokens")),
    )
    op.create_index("ix_access_tokens_user_id", "access_tokens", ["user_id"])
    op.create_index("ix_access_tokens_expires_at", "access_tokens", ["expires_at"])
    op.add_column("posts", sa.Column("thread_ts", sa.String(), nullable=False, server_default=""))
    left, columns = sa.text("state <> 'done'"), ["account_id", "service", "state", "at"]
    op.create_index("ix_documents_left", "documents", columns, sqlite_where=left, postgresql_where=left)


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_documents_left", "documents")
    op.drop_column("posts", "thread_ts")
    op.drop_table("access_tokens")
