"""The successor's `transition` and `transition_gen`: they change one value to another step by step."""

SHORTEST_MS = 5  # shortest duration of a step


def steps_between(start, end, count):
    for i in range(1, count + 1):
        yield round(start + (end - start) * i / count)


def transition(from_val, to_val, step_ms, interval_sec):
    """Returns the intermediate values, one per `step_ms`. The last one is `to_val`."""
    return steps_between(from_val, to_val, max(int(interval_sec * 1000 / step_ms), 1))


def transition_gen(*args, interval_sec=1.0):
    """Makes transitions for one or more pairs of values; all take the same time. For one pair, returns (values, ms per step).
    For several, returns ([values, values...], ms per step). No step is shorter than the eye can see."""
    pairs = list(zip(args[::2], args[1::2]))
    longest = max((abs(end - start) for start, end in pairs), default=0)
    whole_ms = max(int(interval_sec * 1000), 1)
    count = int(max(min(longest, whole_ms // SHORTEST_MS), 1))
    step_ms = whole_ms // count if longest else SHORTEST_MS
    ways = [steps_between(start, end, count) for start, end in pairs]
    return (ways[0] if len(ways) == 1 else ways), step_ms
