"""Every table in one place, for migrations and tests."""

from sqlalchemy import MetaData

from storage import (
    access_tokens,
    accounts,
    answers,
    audit,
    cards,
    contacts,
    dead_letters,
    documents,
    drafts,
    exports,
    leases,
    leavings,
    messages,
    oauth_states,
    posts,
    proposals,
    pushes,
    questions,
    seen_events,
    spending,
    syncs,
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
    documents,
    contacts,
    syncs,
    questions,
    proposals,
    posts,
    answers,
    spending,
    leavings,
    exports,
    access_tokens,
)

metadata: MetaData = Base.metadata
