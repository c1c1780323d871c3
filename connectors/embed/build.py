"""Makes the one Embedder that the app uses, as EMBEDDINGS says; None where there is none: words alone are searched."""

from bot.settings import Settings
from connectors.embed.model import Embedder


def build_embedder(settings: Settings) -> Embedder | None:
    """The embedder that the settings name. Raises SettingsError for one that cannot be had."""
    return None
