"""The chunks of a sweep on a Dask cluster that is already there.

A worker does one chunk at a time in each of its threads and sends back the finished bytes; this
process alone writes.  So no shared disk is needed, and a worker that dies costs its chunks only:
the scheduler gives them to others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.ensemble.kernel import rules_fingerprint
from sim.sweep.errors import SweepError
from sim.sweep.folder import Folder
from sim.sweep.plan import Plan
from sim.sweep.working import Chunk, Done, Job, do, job_of, work_of
from sim.texts.mistakes import say

if TYPE_CHECKING:
    from sim.sweep.running import Progress, Workers

PATIENCE = 10  # seconds to wait for the scheduler
KEPT = "what is finished is kept, the same command goes on from there"
OTHER = "a worker has another version of Kümmerer or Python; allowed: the same everywhere"
AHEAD = 2  # chunks under way for each thread of the cluster


@contextmanager
def connected(address: str) -> Iterator[Workers]:
    """A cluster that does chunks.

    Raises:
        SweepError: no such cluster, no workers, or something else there than here.
    """
    try:
        import distributed
    except ImportError:
        raise SweepError(say("sweep.not_installed")) from None
    try:
        client: Any = distributed.Client(address, timeout=PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SweepError(
            f"--cluster {address}: no scheduler answers ({reason}); allowed: the address that "
            "`dask scheduler` prints, as tcp://127.0.0.1:8786"
        ) from None
    with client:
        _check(client, address)
        yield partial(_do_all, client, address)


def versions() -> tuple[str, str]:
    """What must be the same on every worker: Python, and the rules of the model."""
    return f"{sys.version_info.major}.{sys.version_info.minor}", rules_fingerprint()


def work(job: Job, wanted: tuple[str, str]) -> tuple[int, Done | None]:
    """Do a chunk on a worker, in one thread: the worker does several side by side.

    Nothing, where the worker has other versions: it may have come later than the rest.
    """
    return job.chunk.number, do(job, threads=1) if versions() == wanted else None


def _check(client: Any, address: str) -> None:
    """Refuse a cluster without workers, or with another Kümmerer."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise SweepError(
            f"--cluster {address}: has no workers; allowed: start some first"
        ) from None
    try:
        theirs = client.run(versions)
    except ImportError as error:
        raise SweepError(
            f"--cluster {address}: a worker cannot import {error.name}; "
            "allowed: workers with the same version of Kümmerer installed"
        ) from None
    if any(found != versions() for found in theirs.values()):
        raise SweepError(f"--cluster {address}: {OTHER}")


def _do_all(
    client: Any,
    address: str,
    plan: Plan,
    folder: Folder,
    missing: list[Chunk],
    progress: Progress | None,
) -> None:
    import distributed

    waiting, by_number = list(reversed(missing)), {chunk.number: chunk for chunk in missing}
    completed: Any = distributed.as_completed
    under_way = completed([])

    def submit() -> None:
        """Keep every thread busy, those of workers that have come since, too."""
        while waiting and under_way.count() < max(AHEAD * sum(client.nthreads().values()), 1):
            job = job_of(plan, waiting.pop())
            under_way.add(client.submit(work, job, versions(), pure=False))

    while waiting or under_way.count():
        try:
            submit()
            number, done = next(under_way).result()
        except distributed.KilledWorker:
            raise SweepError(
                f"--cluster {address}: one part ended several workers, one after the other (too "
                f"little memory?); {KEPT}"
            ) from None
        except (OSError, TimeoutError, CancelledError, StopIteration):
            raise SweepError(f"--cluster {address}: the scheduler went away; {KEPT}") from None
        if done is None:
            raise SweepError(f"--cluster {address}: {OTHER}; {KEPT}")
        chunk = by_number[number]
        folder.keep(chunk, done)
        if progress is not None:
            progress(work_of(plan, chunk))
