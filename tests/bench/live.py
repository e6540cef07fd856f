"""How fast the live view answers: python tests/bench/live.py [--scenario my.toml --brief].

A server of its own and Debian's Chromium, headless at 1920 x 1080, on the same machine.  It tells

- from the start of the command to the page being ready, with a warm compile cache;
- one step of a quarter to its paint, in two views and in the view for the wall;
- frames a second in play at the fastest speed;
- a slider released to the new fan painted, every time with a value never asked before;
- many sessions that release a slider at the same moment: when each has its new fan, as windows that
  only ask (people bring their own computers) and as browsers that paint on these very cores;
- memory of server and page while it plays, with the slope per hour.
"""

from __future__ import annotations

import argparse
import re
import runpy
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from shutil import which
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

STEP = """async () => {
  const times = [];
  for (let i = 0; i < 60; i++) {
    const since = performance.now();
    const key = i < 30 ? "ArrowRight" : "ArrowLeft";
    const before = Kuemmerer.state.quarter;
    document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
    if (Kuemmerer.state.quarter === before) throw Error("the key moved nothing");
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - since);
  }
  return times;
}"""
PLAY = """async () => {
  const K = window.Kuemmerer;
  K.set({quarter: 0, speed: 32, playing: true});
  const since = performance.now(), first = K.state.quarter;
  await new Promise((done) => setTimeout(done, 2000));
  K.set({playing: false});
  return (K.state.quarter - first) / (performance.now() - since) * 1000;
}"""
SLIDER = """async ([path, value]) => {
  const slider = document.querySelector(`input[data-path="${path}"]`);
  performance.clearMarks();
  slider.value = value;
  slider.dispatchEvent(new Event("input", {bubbles: true}));
  const since = performance.now();
  slider.dispatchEvent(new Event("change", {bubbles: true}));
  while (performance.now() - since < 30000) {
    await new Promise((done) => setTimeout(done, 5));
    const K = window.Kuemmerer;
    const painted = performance.getEntriesByName("k-fan-painted");
    const fresh = ["a", "b"].every((side) => !K.data[side].pending.fan);
    if (fresh && painted.length) return painted[painted.length - 1].startTime - since;
  }
  return NaN;
}"""
OPENNESS, QUOTA = "municipalities.willingness_mean", "coordination.quota"
READY = "() => window.Kuemmerer?.data?.a?.run && window.Kuemmerer?.data?.b?.fan"


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description="How fast the live view answers.")
    parser.add_argument("--play", type=float, default=60.0, help="seconds of play for memory")
    parser.add_argument("--sessions", type=int, default=20, help="sessions at once")
    parser.add_argument("--scenario", default="coalition-of-the-willing", help="name or file")
    parser.add_argument("--brief", action="store_true", help="one browser only, nothing lasting")
    options = parser.parse_args()
    since = time.perf_counter()
    server, address = started(options.scenario)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=which("chromium"), args=["--no-sandbox"]
            )
            print(f"server answers after       {time.perf_counter() - since:6.2f} s")
            page = opened(browser, address)
            print(
                f"page with fan and run after{time.perf_counter() - since:6.2f} s (with Chromium)"
            )
            one_browser(page, 5 if options.brief else 12)
            if options.brief:
                browser.close()
                return
            asking(address, options.sessions)
            many(browser, address, options.sessions)
            memory(page, server.pid, options.play)
            browser.close()
    finally:
        server.terminate()
        server.wait(10)


def started(scenario: str) -> tuple[subprocess.Popen[str], str]:
    """A server of its own, and its address."""
    command = [sys.executable, "-m", "sim", "live", scenario, "--no-browser", "--port", "8790"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert server.stdout is not None
    for line in server.stdout:
        found = re.search(r"http://\S+", line)
        if found:
            threading.Thread(target=server.stdout.read, daemon=True).start()
            return server, found.group().rstrip(".,/")
    raise SystemExit("the server did not start")


def opened(browser: Browser, address: str, size: tuple[int, int] = (1920, 1080)) -> Page:
    """A new session with everything loaded."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto(address + "/#lang=de&panel=assumptions")
    page.wait_for_function(READY, timeout=120_000)
    return page


def one_browser(page: Page, releases: int) -> None:
    """Steps, play and sliders of one session."""
    told("step to paint, two maps", page.evaluate(STEP))
    page.evaluate("Kuemmerer.set({presenter: true, view: 'one'})")
    told("step to paint, wall", page.evaluate(STEP))
    page.evaluate("Kuemmerer.set({presenter: false, view: 'two'})")
    print(f"quarters a second in play  {page.evaluate(PLAY):6.1f}")
    values = [round(0.3 + 0.01 * i, 2) for i in range(releases)]
    told("assumption to fans of both", [page.evaluate(SLIDER, [OPENNESS, x]) for x in values])
    page.evaluate("Kuemmerer.set({panel: 'measures'})")
    told("measure to the fan of one", [page.evaluate(SLIDER, [QUOTA, x]) for x in values])
    page.evaluate("Kuemmerer.set({panel: 'assumptions'})")


def told(what: str, times: list[float]) -> None:
    """One line: median, 95 per cent, largest; milliseconds."""
    times = sorted(times)
    high = times[min(len(times) - 1, int(0.95 * len(times)))]
    print(
        f"{what:<28}{statistics.median(times):6.0f} ms median"
        f" {high:6.0f} (95 %) {times[-1]:6.0f} (most)"
    )


def asking(address: str, sessions: int) -> None:
    """Windows that ask at the same moment and paint nothing: for one fan, for the fans of both."""
    visitor = runpy.run_path(str(Path(__file__).parents[1] / "test_live_server.py"))["Visitor"]
    windows = [visitor(address).open() for _ in range(sessions)]
    for what, path in (("assumption", OPENNESS), ("measure", QUOTA)):
        times: list[float] = []
        start = threading.Barrier(sessions)

        def release(number: int, path: str, start: threading.Barrier, times: list[float]) -> None:
            value = round(0.21 + 0.6 * number / sessions, 3)
            futures = [{"measures": {}}, {"measures": {"coordination.level": "informal"}}]
            common = {"scenario": "coalition-of-the-willing", "seed": 1}
            if path == QUOTA:
                futures = [{"measures": {path: value}}]
            else:
                common["assumptions"] = {path: value}
            questions = [{**common, "future": one} for one in futures]
            start.wait()
            since = time.perf_counter()
            for question in questions:
                windows[number].ask({"ask": "fan", **question, "runs": 200})
            times.append(1000 * (time.perf_counter() - since))
            for question in questions:
                windows[number].ask({"ask": "run", **question})

        threads = [
            threading.Thread(target=release, args=(n, path, start, times)) for n in range(sessions)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        told(f"{sessions} windows, {what}", times)
    for window in windows:
        window.leave()


def many(browser: Browser, address: str, sessions: int) -> None:
    """Sessions that release a slider at the same moment: of an assumption, then of a measure."""
    pages = [opened(browser, address, (1024, 768)) for _ in range(sessions)]
    for panel, path in (("assumptions", OPENNESS), ("measures", QUOTA)):
        for number, page in enumerate(pages):
            value = round(0.21 + 0.6 * number / max(sessions, 1), 3)  # never the default
            page.evaluate(f"Kuemmerer.set({{panel: '{panel}'}})")
            page.evaluate(
                f"([path, value]) => {{ window.measured = new Promise((done) => setTimeout(() => "
                f"({SLIDER})([path, value]).then(done), 2500)); }}",
                [path, value],
            )
        told(f"{sessions} browsers, {panel}", [page.evaluate("window.measured") for page in pages])
        for page in pages:
            page.wait_for_function("() => Kuemmerer.data.b.run && !Kuemmerer.data.b.pending.run")
    for page in pages:
        page.context.close()


def memory(page: Page, process: int, seconds: float) -> None:
    """Memory while it plays, over and over, and its slope."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    rows: list[tuple[float, float, float]] = []
    since = time.perf_counter()
    page.evaluate("Kuemmerer.set({speed: 16, quarter: 0, playing: true})")
    while time.perf_counter() - since < seconds:
        page.wait_for_timeout(min(5000, 1000 * seconds / 6))
        page.evaluate("Kuemmerer.state.playing || Kuemmerer.set({quarter: 0, playing: true})")
        session.send("HeapProfiler.collectGarbage")
        heap: Any = session.send("Runtime.getHeapUsage")
        rows.append((time.perf_counter() - since, resident(process), heap["usedSize"] / 2**20))
    for name, column in (("server", 1), ("page", 2)):
        half = rows[len(rows) // 3 :]
        slope = statistics.linear_regression([r[0] for r in half], [r[column] for r in half]).slope
        print(
            f"memory of the {name:<7}{rows[0][column]:8.1f} MiB first,"
            f" {rows[-1][column]:8.1f} last, {slope * 3600:+8.2f} MiB an hour"
        )


def resident(process: int) -> float:
    """Memory of a process, MiB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


if __name__ == "__main__":
    main()
