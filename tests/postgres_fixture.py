"""One real PostgreSQL for tests, from the system's packages, started by us and as another user than root."""

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

NAME = "mailroom_tests"


def required(part: str) -> bool:
    """Whether this part must be tested here: CI says so in MAILROOM_REQUIRE, a user's machine may lack it."""
    return part in os.environ.get("MAILROOM_REQUIRE", "").split(",")


def missing(part: str, how: str) -> None:
    """Skips with the way to get it, or fails where the part is required."""
    if required(part):
        pytest.fail(f"{part} is required here and missing")
    pytest.skip(f"{part} is not installed ({how})")


def find_binaries() -> Path | None:
    """The folder of the newest installed server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Postgres:
    """A server in a folder of its own, reached by a unix socket there."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self.folder = folder
        self.user = "nobody" if os.getuid() == 0 else getpass.getuser()

    def _run(self, program: str, *arguments: str) -> str:
        as_user = ["runuser", "-u", self.user, "--"] if os.getuid() == 0 else []
        command = [*as_user, str(self._binaries / program), *arguments]
        return subprocess.run(command, check=True, capture_output=True, cwd=self.folder, text=True).stdout.strip()

    def start(self) -> None:
        """Makes the cluster and starts it. Durability is off: what is tested here is SQL."""
        if os.getuid() == 0:
            owner = pwd.getpwnam(self.user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-U", "mailroom", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.restart()

    @property
    def _options(self) -> str:
        return f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off -c max_connections=60"

    def restart(self) -> None:
        """Starts it again where it was stopped."""
        self._run(
            "pg_ctl",
            "-D",
            str(self.folder / "data"),
            "-w",
            "-o",
            self._options,
            "-l",
            str(self.folder / "log"),
            "start",
        )

    def pids(self) -> list[int]:
        """The process ids of the server and of what it has started."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def stop(self) -> None:
        """Ends it."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    def sql(self, statement: str, name: str = "postgres") -> str:
        """Runs a statement as the owner in that database; gives what it says, bare."""
        there = ("-h", str(self.folder), "-U", "mailroom", "-d", name)
        return self._run("psql", *there, "-v", "ON_ERROR_STOP=1", "-qtAc", statement)

    def url(self, name: str) -> str:
        """SQLAlchemy's address of one database."""
        return f"postgresql+asyncpg://mailroom@/{name}?host={self.folder}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The session's server."""
    binaries = find_binaries()
    if binaries is None:
        missing("postgresql", "apt-get install postgresql")
        return
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        server = Postgres(binaries, Path(folder))
        server.start()
        yield server
        server.stop()
