"""Makes the one Embedder that the app uses, as EMBEDDINGS says; None where there is none: words alone are searched."""

from bot.settings import Settings, SettingsError
from connectors.embed import minilm, openai
from connectors.embed.model import Embedder
from connectors.gate import Turnstile

_NEEDS = {"openai": "OPENAI_API_KEY", "minilm": "EMBEDDING_FILES, a folder with model.onnx and tokenizer.json"}


def build_embedder(settings: Settings, door: Turnstile | None = None) -> Embedder | None:
    """The embedder that the settings name; 'auto' takes OpenAI where there is a key, else the files where they are.

    Raises SettingsError for one that cannot be had. Without Chroma there is nowhere to keep vectors: then none.
    """
    wanted = settings.embeddings
    if wanted == "none" or (wanted == "auto" and not settings.chroma_url):
        return None
    if not settings.chroma_url:
        raise SettingsError(f"EMBEDDINGS={wanted}: needs CHROMA_URL, where the vectors are kept.")
    built: Embedder | None = None
    if wanted in ("auto", "openai"):
        built = openai.build(settings, door)
    if built is None and wanted in ("auto", "minilm"):
        built = minilm.build(settings)
    if built is None and wanted != "auto":
        raise SettingsError(f"EMBEDDINGS={wanted}: needs {_NEEDS[wanted]}.")
    return built
