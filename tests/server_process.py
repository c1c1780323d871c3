"""A real server for tests, in a child process."""

import asyncio
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor

from sandbox.daemon import LOOK_SECONDS, READY_SECONDS, Home


class ServerProcess:
    """Driven synchronously, so that it can outlive event loops."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.url = home.url
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it (again, on the same data) and waits until it answers."""
        command = self.home.command()
        with self.home.log.open("ab") as out:
            self._process = subprocess.Popen(command, stdout=out, stderr=out)
        with ThreadPoolExecutor(1) as thread:  # the caller may be in a loop
            thread.submit(asyncio.run, self._answering(self._process)).result()

    async def _answering(self, process: "subprocess.Popen[bytes]") -> None:
        async with asyncio.timeout(READY_SECONDS):
            while not await self.home.answers():
                if process.poll() is not None:
                    raise RuntimeError(f"{self.home.name} does not start; see {self.home.log}")
                await asyncio.sleep(LOOK_SECONDS)

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        """Ends it in good order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(15)
            self._process = None
