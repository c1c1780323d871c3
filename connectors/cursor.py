"""Cursors: opaque words of a vendor for how far its changes have been read."""


class CursorExpired(Exception):
    """The vendor no longer knows it (Google: 410; Gmail: 404 on history.list): what it stood for is read afresh."""
