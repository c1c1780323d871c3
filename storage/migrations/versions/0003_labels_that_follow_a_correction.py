"""Labels that follow a correction.

Revision 0003 after 0002.
"""

import sqlalchemy as sa
from alembic import op

import storage.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WANTED = sa.text("relabel_at IS NOT NULL")


def upgrade() -> None:
    """Applies this revision."""
    op.add_column("verdicts", sa.Column("relabel_at", storage.db.UtcDateTime(timezone=True), nullable=True))
    op.create_index("ix_verdicts_relabel", "verdicts", ["relabel_at"], sqlite_where=WANTED, postgresql_where=WANTED)


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_verdicts_relabel", "verdicts")
    op.drop_column("verdicts", "relabel_at")
