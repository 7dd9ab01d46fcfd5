"""What shortens a run in a new process: its start and its end."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Thread

# A process that ends need not search half a million objects of libraries for circles of garbage.
atexit.register(gc.freeze)


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no circles of garbage meanwhile: while libraries are loaded, which make many objects that stay, the
    search takes a sixth of the time and finds nothing."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


@contextmanager
def meanwhile(*tasks: Callable[[], object]) -> Iterator[None]:
    """Do one thing after the other in a thread: loading a library, while compiled months hold no lock."""

    def work() -> None:
        with uncollected():
            for task in tasks:
                task()

    worker = Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        worker.join()


def load_xarray() -> None:
    """Load the library of datasets."""
    import_module("xarray")
