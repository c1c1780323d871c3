"""`make run`: Mailroom on this machine, with stand-ins for whatever has no credentials."""

import asyncio
import sys

from sandbox.launch import launch

if __name__ == "__main__":
    try:
        asyncio.run(launch())
    except KeyboardInterrupt:
        sys.exit(0)
