"""What the tests share: figures without a screen, the live view in a process of its own, a browser.

`live` starts `kuemmerer live` and says where it is; `open_page` opens it in Debian's Chromium:

    def test_something(open_page):
        page = open_page(size=(1280, 720), lang="en", address="#q=12")
        assert page.locator("h1").inner_text() == "Kümmerer"

A test that opens a page fails on any call to anywhere else, any answer that says "not found" or
"wrong", any mistake of a script, anything written as an error to the console, and any traceback
that the page shows: whatever else the test looks at.  The server ends by itself if it calls another
machine.
"""

import contextlib
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from live_view import new_view

import sim
from sim.cli.shared import system_language

if system_language() != "en":  # on a German machine, too, tests read English unless they ask
    os.environ["KUEMMERER_LANG"] = "en"
os.environ["MPLBACKEND"] = "Agg"
os.environ.pop("COLUMNS", None)  # the width of a terminal, which is handed on to each worker

ROOT = Path(sim.__file__).parents[1]
START = 120  # seconds a server may take, on a busy machine that has to build all caches
PATIENCE = 30_000  # milliseconds the browser waits for anything
SIZES = {"wall": (1920, 1080), "laptop": (1280, 720), "old": (1024, 768)}

# The server ends with status 99 when it wants to call another machine; what it writes is listed;
# a signal asks it how many windows it knows.
GUARDED = """
import os, sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        where = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
        host = where[0] if isinstance(where, tuple) else where
        host = host.decode() if isinstance(host, bytes) else host
        if host not in (None, "", "127.0.0.1", "::1", "localhost", "0.0.0.0"):
            print(f"OUTSIDE: {event} {where}", file=sys.stderr, flush=True)
            os._exit(99)
    if event == "open" and WRITTEN and not isinstance(arguments[0], int):
        path, mode, flags = arguments
        if any(letter in (mode or "") for letter in "wax+") or (flags or 0) & 3:
            os.write(WRITTEN, os.fsencode(path) + b"\\n")
WRITTEN = 0
if os.environ.get("KUEMMERER_WRITTEN"):
    WRITTEN = os.open(os.environ["KUEMMERER_WRITTEN"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
sys.addaudithook(watch)
def count(*_):
    import threading
    from solara.server.kernel_context import contexts
    carrying = sum(thread.name == "carrying" for thread in threading.enumerate())
    print(f"windows: {len(contexts)} and {carrying}", flush=True)
if os.name == "posix":
    import signal
    signal.signal(signal.SIGUSR1, count)
import runpy
sys.argv = sys.argv[1:]
if sys.argv[0] == "sim":
    from sim.cli import main
    main(sys.argv[1:])
else:
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


class Server:
    """A server in a process of its own, known by its address.

    Attributes:
        address: where it is, such as `http://127.0.0.1:43127`.
        process: the process; `log` holds what it has printed so far.
        seconds: how long it took until it said that it is ready.
    """

    def __init__(self, *arguments, said=r"(?:bereit|ready): (http://\S+:\d+)", **environment):
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-c", GUARDED, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "PYTHONUNBUFFERED": "1",
                "PYTHONIOENCODING": "utf-8",
                **{name: str(value) for name, value in environment.items()},
            },
        )
        self.log = []
        self._lines = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        try:
            self.address = self._wait_for(said, begin + START).rstrip("/")
        except BaseException:
            self.stop()
            raise
        self.seconds = time.monotonic() - begin

    def _read(self):
        for line in self.process.stdout:
            self.log.append(line.rstrip("\n"))
            self._lines.put(line)
        self._lines.put(None)

    def _wait_for(self, said, until):
        while True:
            try:
                line = self._lines.get(timeout=max(0.1, until - time.monotonic()))
            except queue.Empty:
                raise TimeoutError(f"no server after {START} s: {self.log}") from None
            if line is None:
                raise RuntimeError(f"the server ended: {self.log}")
            found = re.search(said, line)
            if found:
                return found[1]

    def windows(self):
        """How many windows the server knows, and how many of them it would send an answer to."""
        self.process.send_signal(signal.SIGUSR1)
        known = self._wait_for(r"windows: (\d+ and \d+)", time.monotonic() + 20)
        return tuple(int(number) for number in known.split(" and "))

    def stop(self, how=signal.SIGTERM):
        """End the process and wait for it; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(20)
                raise
        self.process.stdout.close()
        return self.process.returncode


@pytest.fixture(scope="session")
def start_server():
    """Start a module that serves something, with arguments; it ends with the tests."""
    with contextlib.ExitStack() as stack:

        def start(*arguments, **more):
            server = Server(*arguments, **more)
            stack.callback(server.stop)
            return server

        yield start


@pytest.fixture(scope="session")
def start_live(start_server):
    """Start `kuemmerer live` with arguments: `start_live("county-wide", "--lang", "en")`."""

    def start(*arguments, **environment):
        port = () if "--port" in arguments else ("--port", 0)
        return start_server("sim", "live", "--no-browser", *port, *arguments, **environment)

    return start


@pytest.fixture(scope="session")
def live(start_live):
    """The live view, for all tests that do not end it or change it."""
    return start_live("--lang", "de")


@pytest.fixture(scope="session")
def chromium():
    """A browser without a window."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if path is None:
        missing = "there is no Chromium here (apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    options = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


class Gate:
    """What must not happen on a page."""

    def __init__(self, page, address):
        self.found, self.page, self.is_open = [], page, False
        self.hosts = (f"{address}/", f"{address.replace('http', 'ws', 1)}/", "data:", "blob:")
        page.on("request", lambda request: self._called(request.url))
        page.on("websocket", lambda socket: self._called(socket.url))
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)
        page.on("pageerror", lambda error: self._tell("script", error))
        page.on("console", self._said)
        page.on("crash", lambda: self._tell("crash", "the page crashed"))

    def _tell(self, kind, what):
        if not self.is_open:
            self.found.append(f"{kind}: {what}")

    def _called(self, url):
        if not url.startswith(self.hosts):
            self._tell("elsewhere", url)

    def _failed(self, request):
        # a page that is left at once gives up its own sign
        if not (request.failure == "net::ERR_ABORTED" and request.url.endswith(".svg")):
            self._tell("failed", request.url)

    def _answered(self, response):
        if response.status >= 400:
            self._tell(response.status, response.url)

    def _said(self, message):
        if message.type == "error":
            self._tell("console", message.text)

    @contextlib.contextmanager
    def open(self):
        """For a while, all may happen: the connection is broken on purpose."""
        self.is_open = True
        try:
            yield
        finally:
            self.page.wait_for_timeout(100)
            self.is_open = False

    def check(self):
        """Fail if something happened, or if the page shows a traceback."""
        if not self.page.is_closed() and "Traceback" in self.page.inner_text("body"):
            self._tell("traceback", self.page.inner_text("body"))
        assert not self.found, "\n".join(self.found)


@pytest.fixture(scope="session")
def opening(request, chromium):
    """Pages for as long as a `with` lasts: `with opening() as open_page:` (see `open_page`)."""

    @contextlib.contextmanager
    def pages():
        gates, contexts = [], []

        def opened(
            size="laptop",
            lang=None,
            address="",
            *,
            server=None,
            url=None,
            script=None,
            beside=None,
            **more,
        ):
            base = url or (server or request.getfixturevalue("live")).address
            context = beside.context if beside else None
            if context is None:
                width, height = SIZES.get(size, size)
                context = chromium.new_context(viewport={"width": width, "height": height}, **more)
                context.set_default_timeout(PATIENCE)
                contexts.append(context)
            page = context.new_page()
            page.gate = Gate(page, base if url is None else base.rsplit("/", 1)[0])
            gates.append(page.gate)
            if script is not None:
                page.route(
                    "**/own/*.js",
                    lambda route: route.fulfill(body=script, content_type="text/javascript"),
                )
            if lang is not None:
                address = f"{address or '#'}{'&' if address.strip('#') else ''}lang={lang}"
            page.goto(base + "/" + address if url is None else base + address)
            return page

        try:
            yield opened
            for gate in gates:
                gate.check()
        finally:
            for context in contexts:
                context.close()

    return pages


@pytest.fixture
def open_page(opening):
    """Open the live view, or any page: `open_page(size=(1920, 1080), lang="de", address="#q=3")`.

    Each page is that of another visitor; with `beside=page` it is another window of the same one.
    `page.gate` is its `Gate`; `server` is one of `start_live`; `script` runs instead of the client.
    """
    with opening() as opened:
        yield opened


@pytest.fixture(scope="module")
def window(opening):
    """One window with the live view for a file of tests, which bring it back to where it was."""
    with opening() as open_page, new_view(open_page, size="laptop", lang="de") as view:
        yield view


@pytest.fixture
def view(window):
    """The window in its first state; the test during which the page broke fails."""
    window.page.gate.found.clear()
    if window.page.viewport_size != {"width": 1280, "height": 720}:
        window.page.set_viewport_size({"width": 1280, "height": 720})
    yield window.first()
    window.page.gate.check()
    assert window.missing() == []


@pytest.fixture(scope="session")
def axe():
    """Look for what people who see or move differently cannot use: `axe(page)` lists it."""
    from importlib.resources import files

    code = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    def look(page, **options):
        page.evaluate(code)
        found = page.evaluate("options => axe.run(document, options)", options)
        return {
            one["id"]: [" ".join(node["target"]) for node in one["nodes"]]
            for one in found["violations"]
        }

    return look
