"""The phrases that triage, templates and risk flags look for: one module a language, one table a module."""
