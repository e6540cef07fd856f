"""`kuemmerer live`: what it says, whom it serves, what it refuses, and how it comes back."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

import sim
from sim.live.server import address_of, free_socket, is_local
from sim.texts import text

ROOT = Path(sim.__file__).parents[1]
SETUP = {"ask": "setup"}
VERSION = version("kuemmerer")
READY = 5.0  # seconds until the page can be opened, on a machine with nothing else to do
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    "LANG": "C.UTF-8",
    "PYTHONIOENCODING": "utf-8",
}

# Instead of the client: it asks what a test wants asked.
CLIENT = """
const sent = new Map();
let number = 0;
window.Kuemmerer = {
  wire: (send) => ({
    ask: (question) => new Promise((resolve) => {
      const id = ++number, message = JSON.stringify({ id, question });
      sent.set(id, { resolve, message });
      send(message);
    }),
    again() { for (const one of sent.values()) send(one.message); },
  }),
  receive(text) {
    const { id, answer } = JSON.parse(text);
    window.received = (window.received || 0) + 1;
    const waiting = sent.get(id);
    sent.delete(id);
    if (waiting) waiting.resolve(answer);
  },
  connected(ok) { window.told = [...(window.told || []), ok]; if (ok) this.transport.again(); },
  mount(root, transport, start) {
    this.transport = transport;
    window.started = start;
    window.ask = (question) => transport.ask(question);
    root.innerHTML = '<p id="ready">da</p>';
  },
};
"""


def get(address, path="/", method="GET", **headers):
    """Status, headers and body, without any help of a library that mends the path."""
    url = urlsplit(address)
    line = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
    try:
        line.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            line.putheader(name, value)
        line.endheaders()
        answer = line.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        line.close()


class Visitor:
    """A window without a browser: it speaks what the page speaks."""

    def __init__(self, address, cookie=None, **headers):
        self.address, self.answers, self.asked = address, {}, 0
        _, found, _ = get(address)
        self.cookie = cookie or found["set-cookie"].split(";")[0]
        self.kernel, self.session = str(uuid.uuid4()), str(uuid.uuid4())
        self.line = contextlib.ExitStack()
        self.socket = self.connected(**headers)

    def connected(self, **headers):
        wanted = {"Origin": self.address, "Cookie": self.cookie, **headers}
        origin = wanted.pop("Origin")
        line = connect(
            f"{self.address.replace('http', 'ws', 1)}/jupyter/api/kernels/{self.kernel}/channels"
            f"?session_id={self.session}",
            origin=origin,
            additional_headers=wanted,
            max_size=None,
            compression=None,
        )
        return self.line.enter_context(line)

    def send(self, kind, channel="shell", **content):
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": self.session}
        header |= {"username": "", "version": "5.2", "date": "2026-01-01T00:00:00Z"}
        message = {"channel": channel, "header": header, "content": content, "buffers": []}
        self.socket.send(json.dumps({**message, "metadata": {}, "parent_header": {}}))

    def open(self):
        """Have the page made; the component that asks is known then."""
        control = uuid.uuid4().hex
        self.send("kernel_info_request")
        self.send("comm_open", comm_id=control, target_name="solara.control", data={})
        self.send("comm_msg", comm_id=control, data={"method": "run", "args": {"path": "/"}})
        for content in self.contents():
            state = content.get("data", {}).get("state", {})
            if "ask" in state.get("events", []):
                self.component = content["comm_id"]
            if content.get("data", {}).get("method") == "finished":
                return self
        raise AssertionError("no page")

    def contents(self, seconds=60.0):
        until = time.monotonic() + seconds
        while True:
            yield json.loads(self.socket.recv(timeout=until - time.monotonic()))["content"]

    def event(self, name, data):
        content = {"method": "custom", "content": {"event": name, "data": data}}
        self.send("comm_msg", comm_id=self.component, data=content)

    def ask(self, *questions):
        """The answers to questions asked all at once."""
        wanted = list(range(self.asked + 1, self.asked + 1 + len(questions)))
        self.asked += len(questions)
        for number, question in zip(wanted, questions, strict=True):
            self.event("ask", json.dumps({"id": number, "question": question}))
        for content in self.contents():
            text = content.get("data", {}).get("state", {}).get("answer")
            if text:
                found = json.loads(text)
                self.answers[found["id"]] = found["answer"]
                self.event("got", found["id"])
            if all(number in self.answers for number in wanted):
                return [self.answers[number] for number in wanted]
        raise AssertionError("no answer")

    def leave(self):
        """Say good-bye as a browser does."""
        path = f"/_solara/api/close/{self.kernel}?session_id={self.session}"
        self.line.close()
        return get(self.address, path, "POST", Cookie=self.cookie)[0]


# ------------------------------------------------------------------------------------ the command


def call(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "sim", "live", "--no-browser", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env=ENVIRONMENT,
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-scenario"], "no-such-scenario"),
        (["--set", "coordination.quota=7"], "quota"),
        (["--set", "quota"], "given no '='"),
        (["--lang", "fr"], "fr"),
        (["--port", "70000"], "70000"),
        (["--seed", "-1"], "-1"),
        (["--host", "203.0.113.9"], "--host 203.0.113.9"),
        (["--host", "no such host"], "--host no such host"),
        (["one", "two"], "two"),
    ],
)
def test_wrong_input_is_one_line(arguments, said):
    done = call(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("kuemmerer: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_commands_are_listed_without_solara():
    code = (
        "import sys, sim.cli\n"
        "try: sim.cli.main(['live', '--help'])\n"
        "finally: print(sorted({'solara', 'uvicorn', 'mesa', 'numba'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, timeout=60
    )
    assert "--no-browser" in done.stdout
    assert done.stdout.endswith("[]\n")


def test_it_says_where_in_one_line(live):
    lines = [line for line in live.log if line]
    assert lines == [f"Kümmerer ist bereit: {live.address}/   (Ende mit Strg+C)"]


@pytest.fixture(scope="module")
def beside(start_live, tmp_path_factory):
    """A server that found its port taken, that port, and its folder for what is temporary."""
    folder = tmp_path_factory.mktemp("beside")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        return start_live("--port", port, "--lang", "en", TMPDIR=folder), port, folder


@pytest.fixture(scope="module")
def for_all(start_live, tmp_path_factory):
    """A server for everybody in the network, and its folder for what is temporary."""
    folder = tmp_path_factory.mktemp("for-all")
    return start_live("--host", "0.0.0.0", "--lang", "de", TMPDIR=folder), folder


def test_a_taken_port_is_passed_over(beside):
    server, port, _ = beside
    used = urlsplit(server.address).port
    assert port < used <= port + 20
    assert server.log[0] == f"Port {port} is taken; {used} is used."


def test_it_says_who_can_see_it(for_all):
    server, _ = for_all
    assert server.log[0].startswith("Jeder im selben Netz")
    assert re.search(rf"http://[^/]+:{urlsplit(server.address).port}/", server.log[0])
    assert server.address.startswith("http://127.0.0.1:")
    assert get(server.address, Host="the-laptop.example")[0] == 200


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no interrupt to another process")
@pytest.mark.parametrize(
    ("which", "how", "status"),
    [("beside", signal.SIGINT, 130), ("for_all", signal.SIGTERM, 143)],
)
def test_it_ends_quietly(request, which, how, status):
    """The two of the tests above: each has told two lines, and nothing comes after them."""
    server, *_, folder = request.getfixturevalue(which)
    visitor = Visitor(server.address).open()
    visitor.ask(SETUP)
    begin = time.monotonic()
    assert server.stop(how) == status
    assert time.monotonic() - begin < 10
    assert len(server.log) == 2, server.log
    assert not list(folder.glob("kuemmerer-*"))


def test_ports_and_addresses():
    with free_socket("127.0.0.1", 0) as one, free_socket("127.0.0.1", 0) as other:
        assert address_of(one, "127.0.0.1") != address_of(other, "127.0.0.1")
        assert one.proto == socket.IPPROTO_TCP
        assert address_of(one, "::1").startswith("http://[::1]:")
        assert address_of(one, "0.0.0.0").startswith("http://127.0.0.1:")
    assert is_local("localhost")
    assert not is_local("0.0.0.0")


# --------------------------------------------------------------------------------- what it serves


def test_the_page_is_ours_alone(live):
    status, headers, body = get(live.address)
    html = body.decode()
    assert status == 200
    assert '<html lang="de"' in html
    assert "<title>Kümmerer</title>" in html
    assert "user-scalable=no" not in html
    assert "Kümmerer wird geladen" in html
    outside = re.findall(r'(?:src|href|url\()=?["\']?((?:https?:)?//[^"\')\s]+)', html)
    assert [url for url in outside if "w3.org" not in url] == []
    scripts = re.findall(r"<script[^>]*>", html)
    nonce = re.search(r"'nonce-([^']+)'", headers["content-security-policy"])[1]
    assert all(f'nonce="{nonce}"' in script for script in scripts)
    assert nonce not in get(live.address)[2].decode()


def test_headers_keep_others_out(live):
    _, headers, _ = get(live.address)
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    cookie = headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "expires" not in cookie
    for path in ("/", "/ready", "/nothing"):
        _, headers, _ = get(live.address, path)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers


def test_what_never_changes_may_be_kept(live):
    html = get(live.address)[2].decode()
    for address in re.findall(r'(?:src|href)="(/own/[^"]+|/vendor/[^"]+)"', html):
        status, headers, body = get(live.address, address)
        assert status == 200
        assert body
        assert "immutable" in headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/static/", "/static/assets/", "/vendor/", "/own/", "/own/x.js", "/jupyter/",
        "/static/main.js", "/static/webworker.js", "/static/solara_bootstrap.py", "/resourcez",
        "/static/../../app.py", "/static/assets/../../../../etc/passwd", "//etc/passwd",
        "/vendor/..%2f..%2fetc/passwd", "/vendor/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/own/../sim/live/app.py", "/jupyter/nbextensions/%2e%2e/%2e%2e/etc/passwd",
        "/_solara/cdn/requirejs@2.3.6/require.js", "/_solara/cdn/requirejs@2.3.6",
        "/vendor/requirejs@2.3.6", "/_solara/api/evict/1", "/_solara/auth/login",
        "/jupyter/api/kernels", "/jupyter/api/contents", "/jupyter/nbextensions/jupyter-vue/",
        "/jupyter/nbextensions/jupyter-vue/index.js.map", "/static/public/x",
    ],
)  # fmt: skip
def test_there_is_nothing_else(live, path):
    status, _, body = get(live.address, path)
    assert status in (404, 405)
    assert body in (b"404", b"Method Not Allowed", b"Not Found")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_sent_there(live, method):
    assert get(live.address, "/", method)[0] == 405
    assert get(live.address, "/upload", method)[0] in (404, 405)


def test_only_its_own_name(live):
    """Another page cannot borrow the server under a name of its own."""
    port = urlsplit(live.address).port
    for name in (f"127.0.0.1:{port}", f"localhost:{port}"):
        assert get(live.address, Host=name)[0] == 200
    for name in ("example.org", f"example.org:{port}", "127.0.0.1.example.org"):
        assert get(live.address, Host=name)[0] == 421


# -------------------------------------------------------------------------------------- connections


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://example.org"},
        {"Origin": "null"},
        {"Origin": None},
        {"Cookie": "solara-session-id=x"},
        {"Cookie": "a=b"},
    ],
)
def test_connections_of_others_are_refused(live, headers):
    with pytest.raises(InvalidStatus) as refused:
        Visitor(live.address, **headers)
    assert refused.value.response.status_code == 403


def test_a_small_answer_does_not_wait(live):
    """Forty milliseconds would tell that the two ends wait for each other (Nagle, delayed ACK)."""
    visitor = Visitor(live.address).open()
    county = {"ask": "county", "scenario": "coalition-of-the-willing"}
    times = []
    for _ in range(30):
        begin = time.monotonic()
        visitor.ask(county)
        times.append(time.monotonic() - begin)
    visitor.leave()
    assert min(times[5:]) < 0.03


def test_nobody_takes_over_the_window_of_another(live):
    mine = Visitor(live.address).open()
    other = Visitor(live.address)
    other.kernel = mine.kernel
    with pytest.raises(InvalidStatus):
        other.connected()
    assert get(live.address, f"/_solara/api/close/{mine.kernel}?session_id={mine.session}", "POST")
    assert mine.ask(SETUP)[0]["version"] == VERSION
    mine.leave()
    other.leave()


def test_nothing_is_executed_for_a_browser(live, tmp_path):
    """The messages with which Jupyter runs code, imports modules or calls methods do nothing."""
    visitor = Visitor(live.address).open()
    trace = tmp_path / "trace"
    code = f"open({str(trace)!r}, 'w')"
    visitor.send("execute_request", code=code, silent=False)
    bad = [
        {"create_widget": ["builtins", "eval"], "props": {"source": code}, "id": "x"},
        {"create_widget": ["sim.live.page", "Board"], "props": {}, "id": "x"},
        {"update_ref": {"functionRef": "close"}, "id": visitor.component, "prop": "answer"},
        {"event": "close", "data": {}},
    ]
    for content in bad:
        data = {"method": "custom", "content": content}
        visitor.send("comm_msg", comm_id=visitor.component, data=data)
    change = {"method": "update", "state": {"answer": "changed", "template": "x"}}
    visitor.send("comm_msg", comm_id=visitor.component, data=change)
    visitor.send("comm_open", comm_id="y", target_name="jupyter.widget", data={"state": {}})
    visitor.socket.send(b"\x00\x00\x00\x01\x00\x00\x00\x08{}")
    for rubbish in ("", "{", "[]", '{"header": 1}', "[" * 50_000):
        visitor.socket.send(rubbish)
    assert visitor.ask(SETUP)[0]["version"] == VERSION
    assert not trace.exists()
    visitor.leave()


def test_who_sends_rubbish_without_end_is_cut_off(live):
    visitor = Visitor(live.address)
    with pytest.raises(ConnectionClosed):  # noqa: PT012
        for _ in range(200):
            visitor.send("execute_request", code="1")
            time.sleep(0.001)
        visitor.socket.recv(timeout=10)
        visitor.socket.recv(timeout=10)


def test_a_huge_message_ends_the_connection(live):
    """The server may hang up while the message is still under way: then no code comes through."""
    visitor = Visitor(live.address).open()
    with pytest.raises(ConnectionClosed) as closed:  # noqa: PT012
        visitor.socket.send("x" * 2_000_000)
        for _ in visitor.contents():
            pass
    assert closed.value.rcvd is None or closed.value.rcvd.code == 1009


def test_questions_that_cannot_be_answered_get_a_sentence(live):
    visitor = Visitor(live.address).open()
    asked = [{"ask": "nothing"}, [], "x", None, {"ask": "county", "scenario": "x" * 70_000}]
    for answer in visitor.ask(*asked):
        assert set(answer) == {"error"}
        assert "Traceback" not in answer["error"]["de"]
    visitor.leave()


def test_questions_are_answered_side_by_side(live):
    """Fans and runs of two futures, asked all at once, as the page does."""
    visitor = Visitor(live.address).open()
    common = {"scenario": "coalition-of-the-willing", "assumptions": {}}
    future = {"future": {"measures": {}, "turns": []}}
    asked = [{"ask": "run", **common, **future, "seed": seed} for seed in (1, 2, 3)]
    answers = visitor.ask(*asked, SETUP)
    assert len({answer["key"] for answer in answers[:3]}) == 3
    assert answers[3]["version"] == VERSION
    visitor.leave()


@pytest.fixture(scope="module")
def counted(start_live, tmp_path_factory):
    """A server without any browser, and the list of what it writes; who comes leaves again."""
    listed = tmp_path_factory.mktemp("counted") / "written"
    server = start_live("--lang", "de", KUEMMERER_WRITTEN=listed)
    yield server, listed
    server.stop()


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot ask a process how it is")
def test_twenty_windows_at_once_and_their_memory_back(counted):
    server, _ = counted
    process = psutil.Process(server.process.pid)
    Visitor(server.address).open().leave()
    memory = process.memory_info().rss
    with ThreadPoolExecutor(20) as pool:
        visitors = list(pool.map(lambda _: Visitor(server.address).open(), range(20)))
        answers = list(pool.map(lambda visitor: visitor.ask(SETUP, SETUP), visitors))
    assert all(answer["version"] == VERSION for pair in answers for answer in pair)
    assert server.windows() == (20, 20)
    print("a window:", (process.memory_info().rss - memory) / 20e6, "MB")
    assert process.memory_info().rss - memory < 20 * 8e6
    assert all(visitor.leave() == 204 for visitor in visitors)
    wait_until(lambda: server.windows() == (0, 0))


def test_a_visitor_writes_no_file(counted):
    server, listed = counted
    visitor = Visitor(server.address).open()
    until = time.monotonic() + 60
    while "wait" in visitor.ask(fan())[0] and time.monotonic() < until:
        time.sleep(0.5)
    before = listed.read_text().splitlines()
    other = Visitor(server.address).open()
    other.ask(SETUP, fan(seed=5), {**fan(seed=6), "ask": "run"})
    get(server.address, "/vendor/requirejs@2.3.6")
    get(server.address, "/_solara/cdn/x@1/y.js")
    other.leave()
    time.sleep(0.5)
    assert listed.read_text().splitlines() == before
    visitor.leave()


def test_a_full_house_says_so(counted):
    """Who finds no room is told in words; who is inside goes on; who leaves makes room."""
    server, _ = counted
    full = {lang: text("live.server.full", lang) for lang in ("de", "en")}
    first = Visitor(server.address).open()
    others = [Visitor(server.address, first.cookie) for _ in range(98)]
    last = Visitor(server.address).open()
    status, _, body = get(server.address)
    told = body.decode("utf-8")
    assert status == 503
    assert 0 < told.index(full["de"]) < told.index(full["en"])
    assert first.ask(SETUP)[0]["version"] == VERSION
    assert last.leave() == 204
    wait_until(lambda: get(server.address)[0] == 200)
    for visitor in (*others, first):
        visitor.leave()


def fan(seed=1):
    question = {"ask": "fan", "scenario": "coalition-of-the-willing", "seed": seed, "runs": 20}
    return {**question, "assumptions": {}, "future": {"measures": {}, "turns": []}}


# --------------------------------------------------------------------------------- in the browser


@pytest.fixture
def window(open_page):
    """A window whose client asks what a test wants."""

    def opened(**more):
        page = open_page(script=CLIENT, **more)
        page.wait_for_selector("#ready")
        return page

    return opened


def ask(page, *questions):
    return page.evaluate("questions => Promise.all(questions.map(window.ask))", list(questions))


def test_the_page_opens_without_words_of_solaras(window):
    page = window()
    assert page.evaluate("document.documentElement.lang") == "de"
    assert page.title() == "Kümmerer"
    assert page.evaluate("window.started") == {"lang": "de"}
    assert page.inner_text("body").strip() == "da"
    assert page.evaluate("KuemmererConnection.ok") is True
    assert page.evaluate("window.told") is None


def test_many_questions_of_a_page_at_once(window):
    page = window()
    answers = ask(page, *[SETUP] * 12)
    assert [answer["version"] for answer in answers] == [VERSION] * 12
    assert page.evaluate("window.received") == 12


def wait_until(is_so, seconds=20.0):
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.1)
    assert is_so()


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot ask a process how it is")
def test_a_closed_or_reloaded_window_is_forgotten(window, live):
    page = window()
    other = window(beside=page)
    known = live.windows()
    page.reload()
    page.wait_for_selector("#ready")
    wait_until(lambda: live.windows() == known)
    other.close()
    wait_until(lambda: live.windows() == (known[0] - 1, known[1] - 1))


def test_a_reload_and_a_second_window_are_sessions_of_their_own(window):
    page = window(address="#q=3")
    other = window(beside=page)
    assert ask(page, SETUP) == ask(other, SETUP)
    page.reload()
    page.wait_for_selector("#ready")
    assert page.url.endswith("#q=3")
    assert ask(page, SETUP) == ask(other, SETUP)


class Cable:
    """What lies between browser and server, and can be pulled out."""

    def __init__(self, address):
        url = urlsplit(address)
        self.target, self.open, self.is_in = (url.hostname, url.port), set(), True
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                if not self.is_in:
                    near.close()
                    continue
                far = socket.create_connection(self.target)
                self.open |= {near, far}
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
            self.open.discard(end)

    def pull_out(self):
        self.is_in = False
        for end in list(self.open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def put_in(self):
        self.is_in = True

    def close(self):
        self.pull_out()
        self.listener.close()


@pytest.fixture
def cable(live):
    found = Cable(live.address)
    yield found
    found.close()


def test_a_broken_connection_of_three_seconds(window, cable):
    """The page goes on as it was, and what was asked meanwhile is answered."""
    page = window(server=cable)
    ask(page, SETUP)
    page.evaluate("window.mine = 'the same page'")
    with page.gate.open():
        cable.pull_out()
        page.wait_for_function("window.told && window.told[0] === false")
        page.evaluate("q => { window.later = Promise.all([ask(q), ask(q), ask(q)]) }", SETUP)
        page.wait_for_timeout(3000)
        cable.put_in()
        page.wait_for_function("window.told.length === 2", timeout=10_000)
        answers = page.evaluate("window.later")
    assert [answer["version"] for answer in answers] == [VERSION] * 3
    assert page.evaluate("window.told") == [False, True]
    assert page.evaluate("window.mine") == "the same page"
    assert ask(page, SETUP)[0]["version"] == VERSION
    page.close()


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_page_says_that_the_connection_is_broken(open_page, cable, lang):
    page = open_page(server=cable, lang=lang)
    said = page.get_by_text(text("live.core.lost", lang))
    page.wait_for_function("Kuemmerer.data?.county")
    assert not said.is_visible()
    with page.gate.open():
        cable.pull_out()
        said.wait_for()
        cable.put_in()
        said.wait_for(state="hidden")
    page.close()


def test_the_page_comes_back_when_the_server_does(window, start_live):
    """A restart: the page loads itself again, and what the room had chosen is in its address."""
    server = start_live("--lang", "de")
    page = window(server=server, address="#q=7")
    page.evaluate("window.mine = 'the old page'")
    with page.gate.open():
        server.stop()
        page.wait_for_function("KuemmererConnection.ok === false")
        again = start_live("--lang", "de", "--port", urlsplit(server.address).port)
        page.wait_for_function("window.mine === undefined && !!window.ask", timeout=30_000)
    try:
        assert again.address == server.address
        assert page.url.endswith("#q=7")
        assert ask(page, SETUP)[0]["version"] == VERSION
    finally:
        page.close()
        again.stop()


def test_it_is_ready_soon(live, counted):
    """Measured where nothing else runs; a busy machine may take four times as long."""
    assert min(server.seconds for server in (live, counted[0])) < 4 * READY
