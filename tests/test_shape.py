"""The shape of the code: what may import what, and how long files and functions are."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.sources import ROOMS, ROOT, sources


def imports(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_imports_look_down_only() -> None:
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def test_no_product_code_knows_the_sandbox_or_the_tests() -> None:
    for path, module in sources(*ROOMS):
        assert not [name for name in imports(module) if name.split(".")[0] in ("sandbox", "tests")], path


def test_the_sandbox_knows_no_product_code() -> None:
    for path, module in sources("sandbox"):
        assert not [name for name in imports(module) if name.split(".")[0] in ROOMS], path


def test_only_the_settings_read_the_environment() -> None:
    for path, module in sources(*ROOMS):
        read = [
            node for node in ast.walk(module) if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
        ]
        assert not read or path == Path("bot/settings.py"), path


def sizes() -> Iterator[tuple[Path, ast.Module]]:
    """What is held to a size: all but the migrations, whose text is history."""
    files = sources(*ROOMS, "sandbox", "benchmarks", "tests")
    return ((path, module) for path, module in files if not path.is_relative_to("storage/migrations/versions"))


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    lengths = {str(path): len((ROOT / path).read_text().splitlines()) for path, _ in sizes()}
    lengths |= {str(path): len(path.read_text().splitlines()) for path in (ROOT / "sandbox/page").glob("*.[jc]s*")}
    assert {path: length for path, length in lengths.items() if length > 300} == {}


def test_no_function_is_longer_than_forty_lines() -> None:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    lengths = {
        f"{path}: {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path, module in sizes()
        for node in ast.walk(module)
        if isinstance(node, functions)
    }
    assert {name: length for name, length in lengths.items() if length > 40} == {}
