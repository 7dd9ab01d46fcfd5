"""Calls over threads, answered in their order: which thread does what leaves no trace."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")


def in_turn(
    call: Callable[[Task], Answer], tasks: Iterable[Task], threads: int, ahead: int = 0
) -> Generator[Answer, None, None]:
    """The answers of tasks, in their order. ahead : tasks begun at most beyond the one that is waited for, 0 = as many
    as threads. Tasks that were begun when the caller stops are finished, and dropped."""
    waiting: deque[Future[Answer]] = deque()
    pool = ThreadPoolExecutor(threads)
    try:
        for task in tasks:
            waiting.append(pool.submit(call, task))
            if len(waiting) >= (ahead or threads):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
