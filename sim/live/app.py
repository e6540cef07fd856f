"""The web application: a page, what it is made of, and one connection for each window.

Solara brings the connection between browser and Python.  Its own web application answers much more
than this page needs (it fetches missing files from elsewhere, for one), so only what is listed in
`application` is there at all.  Import this after `sim.live.environment.set_up`.
"""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Callable

import anyio
import solara.server.starlette as solara_starlette
from solara.server import kernel_context
from solara.server.server import COOKIE_KEY_SESSION_ID as COOKIE
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
)
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.live import page
from sim.live.conversation import Desk
from sim.live.guard import GuardedSocket
from sim.live.site import Page
from sim.texts import languages, text

MOST_WINDOWS = 100
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_ID = re.compile(r"[0-9a-f-]{36}", re.ASCII)


def application(answer: Callable[[str], str], lang: str, *, is_local: bool = True) -> Starlette:
    """The application that answers questions with `answer`.

    Args:
        answer: the answer to a question, both as JSON; any thread may call it.
        lang: language in which the page begins.
        is_local: only this machine may call, under its own names.
    """
    page.desk, page.start = Desk(answer), {"lang": lang}
    number = secrets.token_hex(8)
    site = Page(lang, number)

    async def root(request: Request) -> Response:
        if is_full():
            return HTMLResponse(full(lang), 503, headers={"Cache-Control": "no-store"})
        nonce = secrets.token_urlsafe(16)
        html = await anyio.to_thread.run_sync(site.html, nonce)
        response = HTMLResponse(html, headers={"Cache-Control": "no-cache"})
        response.headers["Content-Security-Policy"] = policy(nonce)
        if not is_id(request.cookies.get(COOKIE)):
            response.set_cookie(COOKIE, str(uuid.uuid4()), httponly=True, samesite="lax")
        return response

    async def own(request: Request) -> Response:
        found = site.own.get(request.url.path)
        if found is None:
            return nothing()
        return Response(found[0], media_type=found[1], headers=FOR_EVER)

    async def part(request: Request) -> Response:
        path = site.parts.get(request.url.path)
        return FileResponse(path, headers=FOR_EVER) if path else nothing()

    async def ready(request: Request) -> Response:
        return JSONResponse({"server": number}, headers={"Cache-Control": "no-store"})

    routes = [
        Route("/", root),
        Route("/ready", ready),
        Route("/own/{name}", own),
        Route("/_solara/api/close/{kernel_id}", closed, methods=["POST"]),
        Route("/jupyter/api/kernels/{kernel_id}", known),
        WebSocketRoute("/jupyter/api/kernels/{kernel_id}/channels", Connection()),
        Route("/{path:path}", part),
    ]
    guard = Middleware(Guard, hosts=LOCAL if is_local else None)
    return Starlette(routes=routes, middleware=[guard], lifespan=solara_starlette.lifespan)


class Connection:
    """A window's connection, if it comes from our own page."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand it to Solara, guarded; or refuse it."""
        socket = GuardedSocket(scope, receive, send)
        if is_welcome(socket):
            await solara_starlette.kernel_connection(socket)
        else:
            await socket.close(1008)


def is_welcome(socket: GuardedSocket) -> bool:
    """Whether a connection is that of a window of our page (another page may not borrow it)."""
    host, visitor = socket.headers.get("host"), socket.cookies.get(COOKIE)
    if socket.headers.get("origin") not in (f"http://{host}", f"https://{host}"):
        return False
    kernel = socket.path_params["kernel_id"]
    if not (is_id(visitor) and is_id(kernel) and is_id(socket.query_params.get("session_id"))):
        return False
    context = kernel_context.contexts.get(kernel)
    if context is None:
        return not is_full()
    return bool(context.session_id == visitor)


def is_full() -> bool:
    """Whether there are as many windows as the server has room for."""
    return len(kernel_context.contexts) >= MOST_WINDOWS


def full(lang: str) -> str:
    """What a visitor is told for whom there is no room."""
    both = (lang, *(other for other in languages if other != lang))
    said = "".join(f'<p lang="{one}">{text("live.server.full", one)}</p>' for one in both)
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>Kümmerer</title>'
        f'<body style="font: 1.5rem system-ui, sans-serif; margin: 3rem">{said}</body></html>'
    )


async def known(request: Request) -> Response:
    """What a page asks when its connection failed: told anything else, it would give up."""
    kernel = request.path_params["kernel_id"]
    return JSONResponse({"name": "kuemmerer", "id": kernel}) if is_id(kernel) else nothing()


async def closed(request: Request) -> Response:
    """A window says good-bye: its memory can go."""
    context = kernel_context.contexts.get(request.path_params["kernel_id"])
    window = request.query_params.get("session_id", "")
    if (
        context is not None
        and context.session_id == request.cookies.get(COOKIE)
        and window in context.page_status
    ):
        await anyio.to_thread.run_sync(context.page_close, window)
    return Response(status_code=204)


def is_id(given: str | None) -> bool:
    """Whether that is an identifier as browsers make them here."""
    return given is not None and _ID.fullmatch(given) is not None


def nothing() -> Response:
    """There is no such thing."""
    return PlainTextResponse("404", status_code=404)


class Guard:
    """Headers that keep others out, and a refusal of calls under a foreign name."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str] | None) -> None:
        """Guard an application; `hosts` are the names it goes by, None if any will do."""
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, and the answer with its headers back."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if self.hosts is not None and HTTPConnection(scope).url.hostname not in self.hosts:
            refusal = PlainTextResponse("421", status_code=421)
            await refusal(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Frame-Options"] = "DENY"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
                headers.setdefault("Content-Security-Policy", "default-src 'none'; sandbox")
            await send(message)

        await self.app(scope, receive, with_headers)


def policy(nonce: str) -> str:
    """What the page may load and run: its own things and nothing else.

    Vue compiles the template of the component in the browser, which needs `unsafe-eval`.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
