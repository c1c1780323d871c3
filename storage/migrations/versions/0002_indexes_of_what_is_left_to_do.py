"""Indexes of what is left to do.

Revision 0002 after 0001.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORK = (
    "state IN ('writing', 'approved', 'sending')"
    " OR (state = 'ready' AND number > remote_number)"
    " OR (state = 'sent' AND NOT receipted) OR (state = 'discarded' AND cleanup)"
)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Applies this revision."""
    op.drop_index("ix_cards_rung", "cards")
    op.create_index("ix_cards_due", "cards", ["rung_at"], **_where("wanted > drawn AND failed = ''"))
    op.create_index("ix_cards_failed", "cards", ["wanted_at"], **_where("failed != ''"))
    op.drop_index("ix_drafts_state", "drafts")
    op.create_index("ix_drafts_check", "drafts", ["state", "check_at"], **_where("check_wanted > check_done"))
    op.create_index("ix_drafts_work", "drafts", ["state", "changed_at"], **_where(WORK))
    op.create_index("ix_messages_counts", "messages", ["account_id", "state"])
    op.drop_index("ix_verdicts_shape", "verdicts")
    op.create_index("ix_verdicts_shape", "verdicts", ["account_id", "sender", "shape", "created_at"])


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_verdicts_shape", "verdicts")
    op.create_index("ix_verdicts_shape", "verdicts", ["account_id", "sender", "shape"])
    op.drop_index("ix_messages_counts", "messages")
    op.drop_index("ix_drafts_work", "drafts")
    op.drop_index("ix_drafts_check", "drafts")
    op.create_index("ix_drafts_state", "drafts", ["state", "changed_at"])
    op.drop_index("ix_cards_failed", "cards")
    op.drop_index("ix_cards_due", "cards")
    op.create_index("ix_cards_rung", "cards", ["rung_at"])
