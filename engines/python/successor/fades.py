"""Ways from one value to another, step by step: the successor's `transition` and `transition_gen`."""

SHORTEST_MS = 5  # of a step


def steps_between(start, end, count):
    for i in range(1, count + 1):
        yield round(start + (end - start) * i / count)


def transition(from_val, to_val, step_ms, interval_sec):
    """The values on the way, one for each `step_ms`; the last is `to_val`."""
    return steps_between(from_val, to_val, max(int(interval_sec * 1000 / step_ms), 1))


def transition_gen(*args, interval_sec=1.0):
    """Ways for pairs of values that take the same time, and milliseconds from one step to the next: (way, ms), or for
    several pairs ([way, way...], ms). A step is no shorter than can be seen."""
    pairs = list(zip(args[::2], args[1::2]))
    longest = max((abs(end - start) for start, end in pairs), default=0)
    whole_ms = max(int(interval_sec * 1000), 1)
    count = int(max(min(longest, whole_ms // SHORTEST_MS), 1))
    step_ms = whole_ms // count if longest else SHORTEST_MS
    ways = [steps_between(start, end, count) for start, end in pairs]
    return (ways[0] if len(ways) == 1 else ways), step_ms
