"""Translates error texts to MicroPython's wording, which clients of the original know."""
import errno
import re

OPERATORS = {"+": "__add__", "-": "__sub__", "*": "__mul__", "/": "__truediv__", "//": "__floordiv__", "%": "__mod__",
             "**": "__pow__", "<<": "__lshift__", ">>": "__rshift__", "&": "__and__", "|": "__or__", "^": "__xor__",
             "<": "__lt__", ">": "__gt__", "<=": "__le__", ">=": "__ge__"}

REWORDED = [(re.compile(pattern), words) for pattern, words in (
    (r"name '(\w+)' is not defined.*", r"name '\1' isn't defined"),
    (r"(?:cannot access )?local variable '(\w+)' .*", "local variable referenced before assignment"),
    (r"No module named '([\w.]+)'.*", r"no module named '\1'"),
    (r"module '[\w.]+' has no attribute '(\w+)'.*", r"'module' object has no attribute '\1'"),
    (r"'(\w+)' object is not (callable|iterable|subscriptable).*", r"'\1' object isn't \2"),
    (r"\S+\(\) takes (?:from \d+ to )?(\d+) positional arguments? but (\d+) (?:was|were) given",
     r"function takes \1 positional arguments but \2 were given"),
    (r"\S+\(\) missing (\d+) required positional arguments?: .*",
     r"function missing \1 required positional arguments"),
    (r"\S+\(\) got an unexpected keyword argument '(\w+)'.*", r"unexpected keyword argument '\1'"),
    (r"\S+\(\) got multiple values for argument '(\w+)'", r"function got multiple values for argument '\1'"),
    (r'can only concatenate str \(not "(\w+)"\) to str', r"can't convert '\1' object to str implicitly"),
    (r"(?:float |integer )?(?:division|modulo)(?: or modulo)? by zero|float modulo", "divide by zero"),
    (r"invalid literal for int\(\) with base (\d+): .*", r"invalid syntax for integer with base \1"),
    (r"could not convert string to float: .*", "invalid syntax for number"),
    (r"not enough values to unpack \(expected (\d+), got (\d+)\)", r"need more than \2 values to unpack"),
    (r"too many values to unpack \(expected (\d+)\)", r"too many values to unpack (expected \1)"),
    (r"maximum recursion depth exceeded.*", "maximum recursion depth exceeded"),
)]


def operator(m):
    sign = m.group(1).split(" ")[0]
    return f"unsupported types for {OPERATORS.get(sign, sign)}: '{m.group(2)}', '{m.group(3)}'"


REWORDED += [(re.compile(r"unsupported operand type\(s\) for (\S+)(?: or pow\(\))?: '(\w+)' and '(\w+)'"), operator),
             (re.compile(r"'(\S+)' not supported between instances of '(\w+)' and '(\w+)'"), operator)]


def words_of(e):
    """Returns the error text for an exception."""
    if isinstance(e, OSError) and e.errno:
        return f"[Errno {e.errno}] {errno.errorcode.get(e.errno, e.strerror)}"
    if isinstance(e, MemoryError):
        return str(e) or "memory allocation failed"
    if isinstance(e, KeyError) and e.args:
        return str(e.args[0])
    if isinstance(e, SyntaxError):
        return "invalid syntax"
    said = str(e)
    for pattern, words in REWORDED:
        m = pattern.fullmatch(said)
        if m:
            return m.expand(words) if isinstance(words, str) else words(m)
    return said or type(e).__name__
