"""Makes the one Model that the app uses out of LLM_PROVIDERS: each name is a file beside this one with a build()."""

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

from bot.settings import Settings, SettingsError
from connectors.gate import Turnstile
from connectors.llm.failover import Failover, Rate
from connectors.llm.model import Model

Build = Callable[[Settings], Model | None]


def known_providers() -> dict[str, Build]:
    """Provider name -> its build(), which answers None without a key. Found by file: adding one is adding a file."""
    folder = str(Path(__file__).parent)
    names = (module.name for module in pkgutil.iter_modules([folder]))
    modules = {name: importlib.import_module(f"{__package__}.{name}") for name in names}
    return {name: module.build for name, module in modules.items() if hasattr(module, "build")}


def build_models(settings: Settings, door: Turnstile | None = None) -> Failover:
    """The providers that have a key, in the operator's order. Raises SettingsError for a name that is no provider."""
    known = known_providers()
    if unknown := [name for name in settings.llm_providers if name not in known]:
        raise SettingsError(f"LLM_PROVIDERS: unknown {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
    built = (known[name](settings) for name in dict.fromkeys(settings.llm_providers))
    return Failover([model for model in built if model is not None], door, _rates(settings))


def models_of(settings: Settings) -> tuple[str, ...]:
    """The names of the providers that have a key, in the operator's order."""
    keys = {name: getattr(settings, f"{name}_api_key", None) for name in dict.fromkeys(settings.llm_providers)}
    return tuple(name for name, key in keys.items() if key is not None and key.get_secret_value())


def _rates(settings: Settings) -> dict[str, Rate]:
    return {
        "openai": Rate(settings.openai_requests_per_minute, settings.openai_tokens_per_minute),
        "anthropic": Rate(settings.anthropic_requests_per_minute, settings.anthropic_tokens_per_minute),
    }
