"""Puts the risk flags of assistant.risk onto a version of a draft (SPEC SL15)."""
