"""Checks and writes the answers of functions. A module declares them in ANSWERS at the top of its file:

    ANSWERS = {
        "measure": {"out": [{"name": "temp", "kind": "fixed", "unit": "C", "class": "temperature"}]},
        "level": {"answer": "value", "out": [{"name": "level", "kind": "int", "min": 0, "max": 1000}]},
    }

The keys and values are the same as for modules in Lua and C. core/mod/module.h and core/base/field.h explain them.
"""
import json
from math import isfinite

import wire

ROWS_MAX, DECIMALS_MAX = 24, 6
SHAPES = {"nothing": (0, 0), "text": (0, 0), "value": (1, 1), "map": (1, ROWS_MAX), "list": (1, 1)}  # min and max rows
KINDS = {"bool": bool, "int": int, "fixed": (int, float), "choice": str, "text": str}
KEYS = {"name", "kind", "help", "unit", "class", "min", "max", "decimals", "choices", "optional"}


def need(condition, words):
    if not condition:
        raise ValueError(words)


class Row:
    """One declared value."""

    def __init__(self, where, row):
        need(isinstance(row, dict) and set(row) <= KEYS, f"{where}: a value has {', '.join(sorted(KEYS))}")
        text = {key: row.get(key, "") for key in ("name", "kind", "help", "unit", "class", "choices")}
        need(all(isinstance(t, str) for t in text.values()), f"{where}: name, kind, help, unit, class and choices are texts")
        self.name, self.kind, self.text = text["name"], text["kind"], text
        need(self.name, f"{where}: a value has a name")
        need(self.kind in KINDS, f"{where}: a kind is one of {', '.join(KINDS)}")
        need((self.kind == "choice") == bool(text["choices"]), f"{where}: choices, as 'off|low|high', are for a choice")
        self.decimals = row.get("decimals", 1 if self.kind == "fixed" else 0)
        need(self.decimals in range(1 if self.kind == "fixed" else 0, DECIMALS_MAX + 1 if self.kind == "fixed" else 1),
             f"{where}: decimals are for fixed, 1 to {DECIMALS_MAX}")
        self.low, self.high, self.optional = row.get("min", 0), row.get("max", 0), bool(row.get("optional", False))
        need(all(isinstance(n, (int, float)) and self.fits(n) for n in (self.low, self.high)),
             f"{where}: min and max are numbers of 64 bits")
        need(self.low <= self.high, f"{where}: max is below min")

    def scaled(self, value):
        return round(value * 10 ** self.decimals)

    def fits(self, value):
        return isfinite(value) and -1 << 63 <= self.scaled(value) < 1 << 63

    def written(self, value, as_json):
        """Returns the value as text or JSON. Raises TypeError or ValueError if it does not match the declaration."""
        is_right = isinstance(value, KINDS[self.kind]) and (self.kind == "bool" or not isinstance(value, bool))
        if not is_right:
            raise TypeError(f"the answer declares {self.name} as {self.kind}")
        if self.kind in ("int", "fixed"):
            is_within = self.fits(value) and (self.low == self.high or self.low <= value <= self.high)
            need(is_within, f"{self.name} of the answer is out of its range")
            return f"{value:.{self.decimals}f}" if self.decimals else str(int(value))
        if self.kind == "bool":
            return json.dumps(value) if as_json else str(value)
        if self.kind == "choice":
            need(value in self.text["choices"].split("|"), f"{self.name} of the answer is one of {self.text['choices']}")
        return json.dumps(value, ensure_ascii=False) if as_json else value

    def packed(self):
        return b"".join([wire.text(self.name), wire.text(self.kind), *(wire.text(self.text[key]) for key in ("help", "unit", "class", "choices")),
                         wire.long(self.scaled(self.low)), wire.long(self.scaled(self.high)),
                         wire.number(self.decimals), wire.number(self.optional)])


class Answer:
    """The declared answer of one function. `rows` is empty if it declares no values."""

    def __init__(self, where, declared):
        need(isinstance(declared, dict) and set(declared) <= {"answer", "out"}, f"{where}: write it as a dict with answer and out")
        rows = declared.get("out", [])
        need(isinstance(rows, (list, tuple)), f"{where}: out is a list")
        self.shape = declared.get("answer", "map")
        need(self.shape in SHAPES, f"{where}: an answer is one of {', '.join(SHAPES)}")
        least, most = SHAPES[self.shape]
        need(least <= len(rows) <= most, f"{where}: out has a row for each value of a map, one for a value or a list, none for the others")
        self.rows = [Row(f"{where}.out", row) for row in rows]
        need(len({row.name for row in self.rows}) == len(rows), f"{where}: two values have the same name")

    def packed(self):
        return wire.text(self.shape) + wire.number(len(self.rows)) + b"".join(row.packed() for row in self.rows)

    def write_map(self, value, as_json):
        if not isinstance(value, dict):
            raise TypeError("the answer is declared as a map")
        for key in value:
            need(key in {row.name for row in self.rows}, f"the answer has {key}, which ANSWERS does not declare")
        parts = []
        for row in self.rows:
            if value.get(row.name) is not None:
                parts.append((row.name, row.written(value[row.name], as_json)))
            else:
                need(row.optional, f"the answer declares {row.name}, which is missing")
        if as_json:
            return "{" + ", ".join(f"{json.dumps(name, ensure_ascii=False)}: {part}" for name, part in parts) + "}"
        return "\n".join(f"{name}: {part}" for name, part in parts)

    def write_list(self, value, as_json):
        if not isinstance(value, (list, tuple)):
            raise TypeError("the answer is declared as a list")
        row = self.rows[0]
        parts = [row.written(part, as_json) for part in value]
        is_quoted = not as_json and row.kind in ("text", "choice")
        return "[" + ", ".join(f"'{part}'" if is_quoted else part for part in parts) + "]"

    def write(self, value, as_json):
        """Returns the function's return value as text or as JSON. Raises TypeError or ValueError if it does not match the
        declaration."""
        if self.shape == "map":
            return self.write_map(value, as_json)
        if self.shape == "list":
            return self.write_list(value, as_json)
        if self.shape == "value" and (value is not None or not self.rows[0].optional):
            return self.rows[0].written(value, as_json)
        is_right = isinstance(value, str) if self.shape == "text" else value is None
        if not is_right:
            raise TypeError(f"the answer is declared as {self.shape}")
        return json.dumps(value, ensure_ascii=False) if as_json else str(value)


UNDECLARED = wire.text("any") + wire.number(0)


def read(declared, functions):
    """Converts ANSWERS to {function: Answer}. Raises ValueError with the reason if ANSWERS is not valid."""
    need(isinstance(declared, dict), "ANSWERS is a dict of functions")
    for name in declared:
        need(name in functions, f"ANSWERS: there is no function {name}")
    return {name: Answer(f"ANSWERS.{name}", what) for name, what in declared.items()}
