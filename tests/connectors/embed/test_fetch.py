"""Fetching the model's files from a server that behaves, breaks off, or holds something else."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from connectors.embed.fetch import ASSETS, BLOCK, Asset, main

CONTENT = bytes(range(256)) * 20_000  # 5 MB


class Hub(ThreadingHTTPServer):
    """Serves CONTENT at one path. `breaks` connections end half-way; `ranges` says whether it knows them."""

    breaks = 0
    ranges = True
    status = 0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Desk(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        hub, wanted = self.server, self.headers.get("Range", "")
        hub.asked.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and hub.ranges else 0
        self.send_response(hub.status or (206 if start else 200))
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        if hub.status:
            return
        end = len(CONTENT)
        if hub.breaks:
            hub.breaks -= 1
            end = start + (len(CONTENT) - start) // 2
        self.wfile.write(CONTENT[start:end])

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    server = Hub()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def asset() -> Asset:
    return Asset("onnx/model.onnx", "model.onnx", len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


def run(hub: Hub, folder: Path, asset: Asset) -> int:
    return main([str(folder), "--from", hub.url], [asset])


def test_a_file_arrives_whole_with_its_progress(
    hub: Hub, tmp_path: Path, asset: Asset, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(hub, tmp_path / "new", asset) == 0
    assert (tmp_path / "new" / "model.onnx").read_bytes() == CONTENT
    told = capsys.readouterr().err
    assert "5.1 of 5.1 MB" in told and f"EMBEDDING_FILES={(tmp_path / 'new').resolve()}" in told
    assert not list((tmp_path / "new").glob("*.part"))


def test_what_is_there_is_not_brought_again(hub: Hub, tmp_path: Path, asset: Asset) -> None:
    (tmp_path / "model.onnx").write_bytes(CONTENT)
    assert run(hub, tmp_path, asset) == 0
    assert hub.asked == []


def test_a_download_that_breaks_off_goes_on_where_it_stopped(hub: Hub, tmp_path: Path, asset: Asset) -> None:
    hub.breaks = 2
    assert run(hub, tmp_path, asset) == 0
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT
    assert hub.asked[0] == "" and all(one.startswith("bytes=") for one in hub.asked[1:])


def test_the_next_run_goes_on_as_well(hub: Hub, tmp_path: Path, asset: Asset) -> None:
    (tmp_path / "model.onnx.part").write_bytes(CONTENT[: 3 * BLOCK])
    assert run(hub, tmp_path, asset) == 0
    assert hub.asked == [f"bytes={3 * BLOCK}-"]
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT


def test_a_server_that_knows_no_ranges_sends_it_all_again(hub: Hub, tmp_path: Path, asset: Asset) -> None:
    hub.ranges = False
    (tmp_path / "model.onnx.part").write_bytes(b"x" * BLOCK)
    assert run(hub, tmp_path, asset) == 0
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT


def test_a_file_that_is_not_the_right_one_is_dropped(
    hub: Hub, tmp_path: Path, asset: Asset, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Asset(asset.path, asset.name, asset.size, "0" * 64)
    assert run(hub, tmp_path, other) == 1
    assert asset.sha256 in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_longer_file_is_not_taken(hub: Hub, tmp_path: Path, asset: Asset) -> None:
    assert run(hub, tmp_path, Asset(asset.path, asset.name, 1_000, asset.sha256)) == 1
    assert not (tmp_path / "model.onnx").exists()


def test_a_file_that_is_not_there_is_said(
    hub: Hub, tmp_path: Path, asset: Asset, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.status = 404
    assert run(hub, tmp_path, asset) == 1
    assert "answered 404" in capsys.readouterr().err
    assert len(hub.asked) == 1


def test_a_server_that_always_breaks_off_is_given_up(hub: Hub, tmp_path: Path, asset: Asset) -> None:
    hub.breaks = 99
    assert run(hub, tmp_path, asset) == 1
    assert (tmp_path / "model.onnx.part").stat().st_size > 0


def test_both_files_of_the_model_are_pinned() -> None:
    assert {asset.name for asset in ASSETS} == {"model.onnx", "tokenizer.json"}
    assert all(len(asset.sha256) == 64 and asset.size > 100_000 for asset in ASSETS)
