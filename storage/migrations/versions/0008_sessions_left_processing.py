"""Whether Slack may still show that a question is worked on, with a Stop button, and an index of those that are over.

Revision 0008 after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies this revision."""
    op.add_column("questions", sa.Column("processing", sa.Boolean(), nullable=False, server_default=sa.false()))
    left = sa.text("processing AND state <> 'asked'")
    op.create_index("ix_questions_processing", "questions", ["rung_at"], sqlite_where=left, postgresql_where=left)


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_questions_processing", "questions")
    op.drop_column("questions", "processing")
