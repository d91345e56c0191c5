"""The board's `asyncio`. It has only what a module's tasks need to start other tasks and to wait."""
import asyncio as host
import itertools

from tasks import Pause, Task, start

numbers = itertools.count(1)
CancelledError, TimeoutError = host.CancelledError, host.TimeoutError


def sleep_ms(ms):
    return Pause(ms)


def sleep(seconds):
    return Pause(seconds * 1000)


def create_task(coroutine):
    tag = f"{coroutine.__name__}.{next(numbers)}"
    start(tag, coroutine)
    return Task.all.get(tag)
