"""What web doors are held against: an aiohttp handler that reads the body and answers 204.

`python -m benchmarks.bare PORT`.
"""

import sys

from aiohttp import web


async def _answer(request: web.Request) -> web.Response:
    await request.read()
    return web.Response(status=204)


async def _up(_: web.Request) -> web.Response:
    return web.Response()


if __name__ == "__main__":
    app = web.Application()
    app.add_routes([web.post("/", _answer), web.get("/up", _up)])
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
