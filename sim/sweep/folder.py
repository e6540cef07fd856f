"""The folder of a sweep: parts that appear whole, their checksums, and one process at a time.

A part is written beside its place, forced to the disk and renamed; then its checksum is added to
`SHA256SUMS` (the format of sha256sum).  Whatever happens in between, a part counts only with the
right checksum; every other is made again, and gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sim.sweep.errors import SweepError
from sim.sweep.files import FILE_SETTINGS, names_only
from sim.sweep.plan import Plan
from sim.sweep.regions import REGIONS, places_table
from sim.sweep.working import Chunk, Done
from sim.texts.mistakes import say

SCHEMA = 1
KINDS = ("runs", "series")
SUMS, PROVENANCE, DESIGN, POINTS, LOCK = (
    "SHA256SUMS",
    "provenance.json",
    "design.toml",
    "points.parquet",
    ".lock",
)


class Folder:
    """Where a sweep keeps what is done."""

    def __init__(self, path: str | Path) -> None:
        """Nothing is read or written yet."""
        self.path = Path(path)

    @property
    def is_new(self) -> bool:
        """Whether no sweep has been here: none of this, and no results of something else."""
        return "design" not in self.record()

    def record(self) -> dict[str, Any]:
        """Where the sweep comes from, as written down; empty if there is none to be read."""
        try:
            found = json.loads((self.path / PROVENANCE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Refuse a second process; the system gives the lock free whatever ends the first."""
        from filelock import FileLock, Timeout

        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path / LOCK)
            lock.acquire(timeout=0)
        except Timeout:
            raise SweepError(say("sweep.at_work"), str(self.path)) from None
        except OSError as error:
            words = say("sweep.not_written", reason=error.strerror)
            raise SweepError(words, str(self.path)) from None
        try:
            yield
        finally:
            lock.release()

    def refuse_others(self) -> None:
        """Refuse a folder of other things, before anything is written to it."""
        if self.path.exists() and not self.path.is_dir():
            raise SweepError(say("sweep.is_file"), str(self.path))
        held = sorted(path.name for path in self.path.iterdir()) if self.path.exists() else []
        held = [name for name in held if name not in (LOCK, f".{PROVENANCE}.partial")]
        if held and self.is_new:
            raise SweepError(say("sweep.others", name=held[0]), str(self.path))

    def begin(self, plan: Plan, record: Mapping[str, Any], command: str = "") -> None:
        """Write down what is to be done, and what was typed, or compare it with what stands here.

        Raises:
            SweepError: the folder holds something else.
        """
        if self.is_new:
            told = {**record, "command": command} if command else record
            text = json.dumps(told, indent=2, ensure_ascii=False, sort_keys=True)
            write_whole(self.path / PROVENANCE, (text + "\n").encode())
        self.compare(plan, record)
        if not (self.path / POINTS).exists():
            write_whole(self.path / POINTS, parquet_of(for_disk(plan.points)))
        if not (self.path / DESIGN).exists():
            import tomli_w

            write_whole(self.path / DESIGN, tomli_w.dumps(plan.design.told()).encode())
        if (self.path / SUMS).exists():
            self._write_sums()  # without the line that an interruption may have torn
        if plan.sources:
            self._keep_regions(plan)

    def _keep_regions(self, plan: Plan) -> None:
        """Write down where the municipalities lie, once."""
        if not self._is_whole(REGIONS, self._sums()):
            regions = {names_only(source): w.region for source, w in plan.worlds.items()}
            content = parquet_of(places_table(regions))
            write_whole(self.path / REGIONS, content)
            self._add_sums(f"{checksum(content)}  {REGIONS}\n")

    def compare(self, plan: Plan, record: Mapping[str, Any]) -> None:
        """Refuse another sweep than the one that stands here.

        Raises:
            SweepError: with the first thing that is told differently.
        """
        import pandas as pd

        before = {key: value for key, value in self.record().items() if key != "command"}
        told = difference(before, json.loads(json.dumps(record)))
        if not told and (self.path / POINTS).exists():
            try:
                stored = pd.read_parquet(self.path / POINTS)
            except (OSError, ValueError):
                stored = None
            wanted = for_disk(plan.points)
            if stored is None or list(stored) != list(wanted) or not stored.equals(wanted):
                told = f"{POINTS} has other points (is [vary] in another order, or SALib another?)"
        if told:
            raise SweepError(say("sweep.another", told=told), str(self.path))

    def empty(self) -> None:
        """Throw an earlier sweep away, and nothing else.

        Raises:
            SweepError: the present folder, or one above it.
        """
        here = Path.cwd()
        if self.path.resolve() == here or self.path.resolve() in here.parents:
            raise SweepError(say("sweep.present"), str(self.path))
        for name in (PROVENANCE, DESIGN, POINTS, REGIONS, SUMS):
            (self.path / name).unlink(missing_ok=True)
        for kind in KINDS:
            shutil.rmtree(self.path / kind, ignore_errors=True)

    def done(self, chunks: list[Chunk], kinds: tuple[str, ...]) -> set[int]:
        """Which chunks have all their parts, undamaged."""
        sums = self._sums()
        return {
            chunk.number
            for chunk in chunks
            if all(self._is_whole(part_name(kind, chunk), sums) for kind in kinds)
        }

    def _is_whole(self, name: str, sums: Mapping[str, str]) -> bool:
        path = self.path / name
        return name in sums and path.is_file() and checksum(path.read_bytes()) == sums[name]

    def refuse_damage(self, paths: Sequence[Path]) -> None:
        """Refuse parts that are not as they were written."""
        sums = self._sums()
        for path in paths:
            name = path.relative_to(self.path).as_posix()
            if checksum(path.read_bytes()) != sums.get(name):
                raise SweepError(say("sweep.damaged"), str(path))

    def keep(self, chunk: Chunk, done: Done) -> None:
        """Write the parts of a chunk."""
        lines = ""
        for kind, content in (("runs", done.runs), ("series", done.series)):
            if content:
                name = part_name(kind, chunk)
                write_whole(self.path / name, content)
                lines += f"{checksum(content)}  {name}\n"
        self._add_sums(lines)

    def finish(self) -> None:
        """Put the checksums in order, so that they do not tell who was quicker."""
        self._write_sums()
        for path in (*self.path.glob("*/.*.partial"), *self.path.glob(".*.partial")):
            path.unlink()

    def _sums(self) -> dict[str, str]:
        """Checksums by part; the last line of a part counts, and a torn line does not."""
        try:
            lines = (self.path / SUMS).read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return {}
        found = (line.split("  ") for line in lines)
        return {pair[1]: pair[0] for pair in found if len(pair) == 2 and len(pair[0]) == 64}

    def _add_sums(self, lines: str) -> None:
        with (self.path / SUMS).open("a", encoding="utf-8", newline="\n") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())

    def _write_sums(self) -> None:
        lines = [f"{value}  {name}\n" for name, value in sorted(self._sums().items())]
        write_whole(self.path / SUMS, "".join(lines).encode())


def part_name(kind: str, chunk: Chunk) -> str:
    """Name of a part within the folder: ``runs/part-00012.parquet``."""
    return f"{kind}/part-{chunk.number:05d}.parquet"


def checksum(content: bytes) -> str:
    """SHA-256 of a part."""
    return hashlib.sha256(content).hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place, force it to the disk, and rename it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.partial")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise


def difference(before: Any, now: Any, path: str = "") -> str:
    """The first thing that two records tell differently: "design.runs = 100, now 200"."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in sorted({*before, *now}, key=lambda k: (k != "design", k)):
            told = difference(before.get(key), now.get(key), f"{path}.{key}" if path else key)
            if told:
                return told
        return ""
    if before == now:
        return ""
    return f"{path} = {_shown(before)}, now {_shown(now)}"


def _shown(value: Any) -> str:
    text = "not given" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:79] + "…"


def parquet_of(table: Any) -> bytes:
    """A table as a Parquet file."""
    room = io.BytesIO()
    table.to_parquet(room, compression="zstd", index=False)
    return room.getvalue()


def for_disk(points: Any) -> Any:
    """The points with their number; lists and tables among the values as JSON."""
    table = points.copy()
    table.insert(0, "point", range(len(table)))
    for name in table.columns:
        if any(isinstance(value, list | tuple | dict) for value in table[name][:1000]):
            table[name] = [json.dumps(value, ensure_ascii=False) for value in table[name]]
        if name in FILE_SETTINGS:  # where files lie does not count
            table[name] = names_only(table[name].tolist())
    return table
