"""Which providers the settings make, and that making them costs the web process nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError
from connectors.llm.build import build_models, known_providers

ROOT = Path(__file__).parents[3]


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]


def test_only_providers_with_a_key_are_used() -> None:
    assert build_models(settings(anthropic_api_key="sk-ant-x")).providers == ("anthropic",)
    assert build_models(settings()).providers == ()


def test_the_operators_order_is_the_order() -> None:
    keys = {"openai_api_key": "sk-x", "anthropic_api_key": "sk-ant-x"}
    assert build_models(settings(**keys)).providers == ("openai", "anthropic")
    assert build_models(settings(llm_providers="anthropic, openai", **keys)).providers == ("anthropic", "openai")


def test_a_provider_named_twice_is_used_once() -> None:
    assert build_models(settings(llm_providers="openai,openai", openai_api_key="sk-x")).providers == ("openai",)


def test_an_unknown_provider_stops_the_start_and_says_which_are_known() -> None:
    with pytest.raises(SettingsError, match=r"LLM_PROVIDERS: unknown opnai\. Known: anthropic, openai\."):
        build_models(settings(llm_providers="opnai,anthropic"))


def test_a_provider_is_a_file_with_a_build() -> None:
    folder = ROOT / "connectors" / "llm"
    assert set(known_providers()) == {f.stem for f in folder.glob("*.py") if "\ndef build(" in f.read_text()}


def test_building_imports_no_sdk() -> None:
    code = (
        "import sys, connectors.llm.failover\n"
        "from bot.settings import Settings\n"
        "from connectors.llm.build import build_models\n"
        "models = build_models(Settings(_env_file=None, openai_api_key='x', anthropic_api_key='y'))\n"
        "print(models.providers, [n for n in ('openai', 'anthropic', 'httpx2') if n in sys.modules])\n"
        "models.warm()\n"
        "print([n for n in ('openai', 'anthropic', 'httpx2') if n in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["('openai', 'anthropic') []", "['openai', 'httpx2']"]
