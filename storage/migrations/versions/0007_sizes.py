"""How large a file is and who changed it last, and indexes by which the largest and the number of things are found.

The files that are known are listed again, by hundreds and without their texts: that is how they get a size. Nothing of
them is embedded anew.

Revision 0007 after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies this revision."""
    op.add_column("documents", sa.Column("size", sa.BigInteger(), nullable=True))
    for name in ("editor", "editor_name"):
        op.add_column("documents", sa.Column(name, sa.String(), nullable=False, server_default=""))
    known = sa.text("size IS NOT NULL")
    op.create_index(
        "ix_documents_size", "documents", ["account_id", "size"], sqlite_where=known, postgresql_where=known
    )
    op.drop_index("ix_documents_at", "documents")
    op.create_index("ix_documents_at", "documents", ["account_id", "at", "service", "state"])
    op.execute("UPDATE syncs SET cursor = '', wanted = wanted + 1 WHERE service = 'drive'")


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_documents_at", "documents")
    op.create_index("ix_documents_at", "documents", ["account_id", "at"])
    op.drop_index("ix_documents_size", "documents")
    for name in ("editor_name", "editor", "size"):
        op.drop_column("documents", name)
