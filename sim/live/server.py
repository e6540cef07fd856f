"""Serving the live view: a free port, one line that says where, a quiet end."""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uvicorn

LOCAL = "127.0.0.1"
TRIES = 20  # ports after the one asked for
_TAKEN = {errno.EADDRINUSE, errno.EACCES}
_LOCAL_NAMES = {LOCAL, "localhost", "::1"}
_EVERYWHERE = {"", "0.0.0.0", "::"}


def is_local(host: str) -> bool:
    """Whether only this machine can reach an address."""
    return host in _LOCAL_NAMES


def free_socket(host: str, port: int) -> socket.socket:
    """A socket at this port, or at the next free one; 0 takes any.

    Raises:
        OSError: no such host here, or all ports are taken.
    """
    last = port if port == 0 else min(port + TRIES, 65535)
    for one in range(port, last):
        try:
            return _bound(host, one)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
    return _bound(host, last)


def _bound(host: str, port: int) -> socket.socket:
    # asyncio sends small messages at once only where the socket says that it speaks TCP
    tcp = {"type": socket.SOCK_STREAM, "proto": socket.IPPROTO_TCP}
    place = socket.getaddrinfo(host, port, flags=socket.AI_PASSIVE, **tcp)[0]
    found = socket.socket(*place[:3])
    if os.name == "posix":  # elsewhere this would share the port with whoever has it
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(place[4])
    except OSError:
        found.close()
        raise
    return found


def address_of(found: socket.socket, host: str) -> str:
    """Address of the page as one types it on this machine."""
    name = LOCAL if host in _EVERYWHERE else host
    return f"http://{f'[{name}]' if ':' in name else name}:{found.getsockname()[1]}/"


def address_for_others(found: socket.socket, host: str) -> str:
    """Address of the page as one types it on another machine of the same network."""
    if host not in _EVERYWHERE:
        return address_of(found, host)
    import psutil

    for cards in psutil.net_if_addrs().values():
        for card in cards:
            if card.family == socket.AF_INET and not card.address.startswith("127."):
                return address_of(found, card.address)
    return address_of(found, socket.gethostname())


def serve(
    found: socket.socket,
    host: str,
    answer: Callable[[str], str],
    lang: str,
    on_ready: Callable[[], None],
) -> None:
    """Serve the page until somebody ends it (Ctrl-C raises KeyboardInterrupt here).

    Args:
        found: where.
        host: as it was asked for.
        answer: the answer to a question, both as JSON.
        lang: language in which the page begins.
        on_ready: called when the page can be opened.

    Raises:
        sim.live.site.MissingFileError: the installed packages do not fit each other.
    """
    from sim.live import environment

    signal.signal(signal.SIGTERM, _end)  # uvicorn hands it on when all is closed
    environment.set_up()
    _server(host, answer, lang, on_ready).run(sockets=[found])


def _end(*_: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def _server(
    host: str, answer: Callable[[str], str], lang: str, on_ready: Callable[[], None]
) -> uvicorn.Server:
    import uvicorn

    from sim.live.app import application
    from sim.live.guard import LONGEST_MESSAGE

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                on_ready()

    config = uvicorn.Config(
        application(answer, lang, is_local=is_local(host)),
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws_max_size=LONGEST_MESSAGE,
        ws_per_message_deflate=not is_local(host),  # through the air a run is a seventh as long
        timeout_graceful_shutdown=2,
    )
    return Server(config)
