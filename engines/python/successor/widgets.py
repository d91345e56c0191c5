"""The successor's `Types`: writes help as text for people, or as JSON from which web pages draw buttons and sliders."""
import ast
import json
import re

TAGGED = re.compile(r"([A-Z]+)(\{.*?\})?(?:\s+(.*))?$", re.S)
RANGE = re.compile(r"<(-?\d+)-(-?\d+)(?:-(\d+))?>$")
STEP = 2
RANGED = {"SLIDER": [0, 100, STEP], "COLOR": [0, 255, STEP], "WHITE": [0, 255, STEP], "JOYSTICK": [0, 100, STEP]}
EXTRAS = {"BUTTON": {"result": False}, "TEXTBOX": {"refresh": 10000}, "GRAPH": {"refresh": 3000, "limit": 30},
          "STATUS": {"wtype": "auto"}, "EMBED": {"image": False, "title": ""}}


def tagged(line):
    """Returns (tag, values that override its EXTRAS, command), or None if the line has no tag."""
    m = TAGGED.match(line)
    if not m or m.group(1) not in (*RANGED, *EXTRAS):
        return None
    literal = re.sub(r"\b(true|false)\b", lambda word: word.group().title(), m.group(2) or "{}")
    return m.group(1), ast.literal_eval(literal), m.group(3) or ""


def read_argument(word, found):
    """Returns an argument in the form that pages expect, and stores its possible values in `found`."""
    name, _, value = word.partition("=")
    m = RANGE.match(value)
    if m:
        found["range"] = [int(m.group(1)), int(m.group(2)), int(m.group(3) or STEP)]
        return f"{name}=:range:"
    if value.startswith("<") and value.endswith(">"):
        found["options"] = value[1:-1].split(",")
        return f"{name}=:options:"
    return word


def widget(line):
    tag, overrides, command = line
    function, *words = command.split() or [""]
    found = {}
    words = [read_argument(word, found) for word in words]
    if tag in RANGED:
        found.setdefault("range", RANGED[tag])
        words = [word if "=" in word else f"{word}=:range:" for word in words]
    if tag == "BUTTON":
        found.setdefault("options", ["None"])
    callback = f"{function} {' '.join(words)}" if function else ""
    return json.dumps({"type": tag.lower(), "callback": callback, **EXTRAS.get(tag, {}), **found, **overrides})


def resolve(help_msg, widgets=False):
    """Returns lines of help without their tags. With `widgets`, returns one JSON text per tagged line."""
    lines = [(line, tagged(line)) for line in help_msg]
    if widgets:
        return tuple(widget(tag) for _, tag in lines if tag)
    return tuple(tag[2] if tag else line for line, tag in lines if not tag or tag[2])
