"""Fixtures for every room."""

from tests.valkey_fixture import redis_url, valkey

__all__ = ["redis_url", "valkey"]
