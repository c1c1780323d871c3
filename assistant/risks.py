"""Puts the risk flags of assistant.risk onto a version of a draft (SPEC SL15)."""

from assistant.letters import letter_of
from assistant.risk import flags
from connectors.mail.email import Email
from storage.versions import DraftVersion
