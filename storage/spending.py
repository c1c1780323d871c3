"""Spending: what models have cost each mailbox today, added up from what each answer took (SPEC AC7, DR5)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.accounts import Account
from storage.drafts import Draft
from storage.questions import Question
from storage.verdicts import Verdict
from storage.versions import DraftVersion


def midnight(now: datetime) -> datetime:
    """When the UTC day of a moment began."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


class Spending:
    """Queries on what was spent."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def today(self, account_ids: Sequence[str], now: datetime) -> dict[str, Decimal]:
        """US dollars that each of these mailboxes has cost since midnight UTC; those that cost nothing are left out.

        A question is shared equally by all mailboxes of its asker: each of them was searched for it.
        """
        ids, since, total = list(account_ids), midnight(now), dict[str, Decimal]()
        # the condition as SQL, so that the index of rows that cost something serves
        judged = (
            select(Verdict.account_id, func.sum(Verdict.cost_usd))
            .where(Verdict.account_id.in_(ids), Verdict.created_at >= since, text("verdicts.cost_usd > 0"))
            .group_by(Verdict.account_id)
        )
        drafted = (
            select(Draft.account_id, func.sum(DraftVersion.cost_usd))
            .join(DraftVersion, DraftVersion.draft_id == Draft.id)
            .where(Draft.account_id.in_(ids), DraftVersion.created_at >= since)
            .where(text("draft_versions.cost_usd > 0"))
            .group_by(Draft.account_id)
        )
        sharing = select(func.count()).where(Account.user_id == Question.user_id).correlate(Question).scalar_subquery()
        asked = (
            select(Account.id, func.sum(Question.cost_usd / sharing))
            .join(Question, Question.user_id == Account.user_id)
            .where(Account.id.in_(ids), Question.asked_at >= since, Question.cost_usd > 0)
            .group_by(Account.id)
        )
        for query in (judged, drafted, asked):
            for account_id, usd in await self.session.execute(query):
                total[account_id] = total.get(account_id, Decimal(0)) + round(Decimal(str(usd)), 6)
        return total
