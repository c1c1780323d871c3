"""Every table in one place, for migrations and tests."""

from sqlalchemy import MetaData

from storage import (
    accounts,
    audit,
    cards,
    dead_letters,
    drafts,
    leases,
    messages,
    oauth_states,
    pushes,
    seen_events,
    users,
    verdicts,
    versions,
    workspaces,
)
from storage.db import Base

TABLES = (
    workspaces,
    users,
    accounts,
    messages,
    verdicts,
    drafts,
    versions,
    cards,
    leases,
    pushes,
    seen_events,
    oauth_states,
    dead_letters,
    audit,
)

metadata: MetaData = Base.metadata
