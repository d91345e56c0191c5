"""The successor's `Tasks` and `Common.micro_task`. A module's tasks are coroutines that run on timers, between calls to the
module."""
import types

import guard
from machine import Timer
from words import words_of

TASKS_MAX = 16  # per module, including tasks that have ended


class Pause:
    """A pause in milliseconds. Coroutines await it."""

    def __init__(self, ms):
        self.ms = ms

    def __await__(self):
        yield max(int(self.ms), 1)


class Task:
    """A coroutine with a tag. `out` is its latest output. `done` is true once it has ended."""
    all = {}  # tag -> its latest task; the newest task is last

    def __init__(self, tag, coroutine):
        self.tag, self.coroutine = tag, coroutine
        self.out, self.done = "", False
        self.is_running = False  # whether its code is running right now
        self.timer = Timer()
        self.wait(1)

    def wait(self, ms):
        self.timer.init(period=ms, mode=Timer.ONE_SHOT, callback=self.step)

    def step(self, _):
        self.is_running = True
        try:
            ms = self.coroutine.send(None)
        except StopIteration:
            self.done = True
        except Exception as e:
            self.out, self.done = words_of(e), True
            print(f"task {self.tag}: {self.out}", flush=True)
        finally:
            self.is_running = False
        if not self.done:
            self.wait(ms)
        elif self.coroutine.cr_frame:  # its own code cancelled it
            self.coroutine.close()

    def feed(self, sleep_ms=1):
        return Pause(sleep_ms)

    def cancel(self):
        self.done = True
        self.timer.deinit()
        if not self.is_running:
            self.coroutine.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


def make_room():
    """Forgets ended tasks, oldest first, until there is room for a new one."""
    for tag in [tag for tag, task in Task.all.items() if task.done]:
        if len(Task.all) < TASKS_MAX:
            return
        del Task.all[tag]


def start(tag, coroutine):
    """Starts a task. Returns {tag: result}."""
    if tag in Task.all and not Task.all[tag].done:
        coroutine.close()
        return {tag: "Already running"}
    Task.all.pop(tag, None)
    make_room()
    if len(Task.all) >= TASKS_MAX:
        coroutine.close()
        return {tag: f"[aio] Task queue full: {TASKS_MAX}"}
    Task.all[tag] = Task(tag, coroutine)
    return {tag: "Starting"}


async def command(tag, words):
    """Runs a command of the node's shell as a task."""
    _, Task.all[tag].out = guard.command(" ".join(words), False)


def decorator(tag):
    """@micro_task("main", _wrap=True): calling the function starts it as a task. It receives the tag as its first argument."""
    def wrap(function):
        full = f"{tag}._{function.__name__.lstrip('_')}"

        def started(*args, **kwargs):
            return start(full, function(full, *args, **kwargs))
        return started
    return wrap


def micro_task(tag, task=None, _wrap=False):
    """Returns the task with this tag, or None. With `task` (a coroutine or a command as a list of words), starts a new task."""
    if _wrap:
        return decorator(tag)
    if task is None:
        return Task.all.get(tag)
    if isinstance(task, types.CoroutineType):
        return start(tag, task)
    return start(tag, command(tag, [str(word) for word in task]))


def tagged(tag):
    """Returns a list of the tasks with this tag, or in a group such as "rgb.*"."""
    if tag.endswith(".*"):
        return [task for name, task in Task.all.items() if name.startswith(tag[:-1])]
    return [Task.all[tag]] if tag in Task.all else []


def manage_task(tag, operation):
    """Manages the tasks of this module: "show" returns their output, "kill" ends them, and "isbusy" returns whether any is
    still running."""
    found = tagged(tag)
    if operation == "isbusy":
        return any(not task.done for task in found)
    if operation == "show":
        return "\n".join(str(task.out) for task in found) if found else f"No task found: {tag}"
    if operation == "kill":
        busy = [task for task in found if not task.done]
        for task in busy:
            task.cancel()
        return bool(busy)
    raise ValueError("a task is asked to show, kill or isbusy")


class Load(type):
    @property
    def LOAD(cls):
        """Returns the percentage of time during which the node is late."""
        return guard.run("system", "top", (), {})["load [%]"]


class Manager(metaclass=Load):
    """The successor's modules import the class under this name."""
