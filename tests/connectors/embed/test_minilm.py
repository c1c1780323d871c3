"""The local model from files: the mean of its tokens, however long and however many the texts are."""

from pathlib import Path

import numpy
import pytest

from bot.errors import Permanent
from bot.settings import SettingsError
from connectors.embed.minilm import MOST_TOKENS, MiniLM, build
from tests.connectors.embed.conftest import settings_for
from tests.connectors.embed.tiny_model import write_model


def local(folder: Path) -> MiniLM:
    found = build(settings_for(embedding_files=str(folder)))
    assert found is not None
    return found


async def test_a_vector_does_not_depend_on_what_else_is_in_the_batch(model_folder: Path) -> None:
    short, long = "invoice", "the holiday is for the beach " * 20
    together = await local(model_folder).embed([long, short], "document")
    [alone] = await local(model_folder).embed([short], "document")
    assert together[1] == pytest.approx(alone, abs=1e-5)  # padding must not count


async def test_words_of_like_meaning_lie_near_each_other(model_folder: Path) -> None:
    invoice, bill, beach = numpy.array(await local(model_folder).embed(["invoice", "bill", "beach"], "document"))
    assert invoice @ bill > invoice @ beach


async def test_only_the_beginning_of_a_long_text_is_read(model_folder: Path) -> None:
    beginning = "invoice " * MOST_TOKENS
    one, other = await local(model_folder).embed([beginning, beginning + "beach " * 100], "document")
    assert one == pytest.approx(other, abs=1e-5)


async def test_a_model_of_another_size_is_refused(tmp_path: Path) -> None:
    embedder = local(write_model(tmp_path, dimensions=32))
    with pytest.raises(Permanent, match="384 dimensions"):
        await embedder.embed(["invoice"], "query")


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
async def test_a_broken_file_is_told_as_such(tmp_path: Path, name: str) -> None:
    (write_model(tmp_path) / name).write_bytes(b"not what it says")
    embedder = local(tmp_path)
    with pytest.raises(Permanent, match="EMBEDDING_FILES: could not be loaded"):
        await embedder.embed(["invoice"], "query")


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_stops_the_start_and_says_how_to_get_it(tmp_path: Path, name: str) -> None:
    (write_model(tmp_path) / name).unlink()
    with pytest.raises(SettingsError, match=rf"no {name} in that folder.*connectors\.embed\.fetch"):
        build(settings_for(embedding_files=str(tmp_path)))


def test_another_model_has_another_name(tmp_path: Path, model_folder: Path) -> None:
    other = write_model(tmp_path)
    model = other / "model.onnx"
    model.write_bytes(model.read_bytes()[:-70_000] + b"x" * 70_000)
    assert local(other).name != local(model_folder).name


def test_the_same_model_keeps_its_name(tmp_path: Path, model_folder: Path) -> None:
    assert local(write_model(tmp_path)).name == local(model_folder).name
