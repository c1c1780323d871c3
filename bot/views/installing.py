"""What is said where Mailroom is not installed."""


def not_installed(address: str) -> str:
    """The refusal of whatever comes from such a workspace, in mrkdwn; `address` is where it can be installed, if so."""
    way = f"An admin can install it at {address}" if address else "This Mailroom belongs to another workspace."
    return f"Mailroom is not installed in this workspace, so nothing was done. {way}"
