"""The Slack of each workspace: which token speaks there."""

from connectors.slack import Slack


class Slacks:
    """One `Slack` a workspace."""

    def __init__(self, base_url: str, token: str) -> None:
        self._only = Slack(base_url, token)

    def of(self, team_id: str) -> Slack:
        """The Slack of that workspace; nothing is asked of it yet."""
        return self._only

    async def close(self) -> None:
        """Closes all connections."""
        await self._only.close()
