"""Which embedder the settings make."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.settings import SettingsError
from connectors.embed.build import build_embedder
from connectors.embed.minilm import MiniLM
from connectors.embed.openai import CIRCUIT, OpenAIEmbedder
from connectors.gate import Resting, Turnstile
from connectors.llm.failover import breaker_of
from connectors.memory_gate import MemoryGate
from tests.connectors.embed.conftest import settings_for


def test_auto_takes_openai_where_there_is_a_key(model_folder: Path) -> None:
    assert isinstance(build_embedder(settings_for()), OpenAIEmbedder)
    assert isinstance(build_embedder(settings_for(embedding_files=str(model_folder))), OpenAIEmbedder)


def test_auto_takes_the_files_without_a_key_and_nothing_without_either(model_folder: Path) -> None:
    files = settings_for(openai_api_key="", embedding_files=str(model_folder))
    assert isinstance(build_embedder(files), MiniLM)
    assert build_embedder(settings_for(openai_api_key="")) is None


def test_what_is_named_is_taken(model_folder: Path) -> None:
    files = {"embedding_files": str(model_folder)}
    assert isinstance(build_embedder(settings_for(embeddings="minilm", **files)), MiniLM)
    assert isinstance(build_embedder(settings_for(embeddings="openai", **files)), OpenAIEmbedder)
    assert build_embedder(settings_for(embeddings="none", **files)) is None


def test_what_is_read_elsewhere_has_its_price_or_the_operators_own_and_what_is_read_here_costs_nothing(
    model_folder: Path,
) -> None:
    prices = {"model_prices": "bge-m3=0.5/0"}
    files = settings_for(openai_api_key="", embedding_files=str(model_folder))
    unknown = settings_for(openai_model_embed="some-local-model")
    for settings, usd in ((settings_for(), "0.02"), (files, "0"), (unknown, "0")):
        embedder = build_embedder(settings)
        assert embedder is not None and embedder.usd == Decimal(usd)
    own = build_embedder(settings_for(openai_model_embed="bge-m3", **prices))
    assert own is not None and own.usd == Decimal("0.5")


@pytest.mark.parametrize(("named", "lacking"), [("openai", "OPENAI_API_KEY"), ("minilm", "EMBEDDING_FILES")])
def test_what_is_named_and_cannot_be_had_stops_the_start(named: str, lacking: str) -> None:
    with pytest.raises(SettingsError, match=f"EMBEDDINGS={named}: needs {lacking}"):
        build_embedder(settings_for(embeddings=named, openai_api_key=""))


def test_without_chroma_nothing_is_embedded() -> None:
    assert build_embedder(settings_for(chroma_url="")) is None
    with pytest.raises(SettingsError, match="needs CHROMA_URL"):
        build_embedder(settings_for(chroma_url="", embeddings="openai"))


async def test_it_goes_through_the_door_of_the_process() -> None:
    gate = MemoryGate()
    embedder = build_embedder(settings_for(), Turnstile(gate))
    assert embedder is not None
    await gate.leave(breaker_of(CIRCUIT), "", "broken", "auth")
    with pytest.raises(Resting):
        await embedder.embed(["hello"], "query")
