"""Reads a module's source without running it. Finds its public functions, their declared answers, and errors that would
otherwise appear only when the module is first used."""
import ast

import answers

ARGUMENTS_MAX = 8  # CFG_ARGS_MAX in core/cfg.h


class Refused(Exception):
    """Raised with the reason why a source is not a valid module."""

    def __init__(self, line, why):
        super().__init__(f"line {line}: {why}" if line else why)


def first_line(node):
    words = ast.get_docstring(node, clean=False) or ""
    return words.strip().split("\n")[0].strip()


def decorators(function):
    """Yields the names of a function's decorators: "micro_task" for @micro_task("main", _wrap=True)."""
    for node in function.decorator_list:
        node = node.func if isinstance(node, ast.Call) else node
        if isinstance(node, ast.Name):
            yield node.id


def arguments(function):
    """Returns (name, default) for each argument that a caller can give. The default is its source text, or None if there is
    none. Optional arguments beyond the number that the node can take are left out. Arguments that a decorator of the successor
    passes to the function are left out too, and those that it accepts from the caller are included."""
    given = set(decorators(function))
    found = plain_arguments(function)
    if "micro_task" in given:
        found = found[1:]  # without the tag
    if "socket_stream" in given:
        found = [argument for argument in found if argument[0] != "msgobj"]
    if "sudo" in given:
        found.append(("pwd", "None"))
    return found[:ARGUMENTS_MAX]


def plain_arguments(function):
    a = function.args
    names = [x.arg for x in a.posonlyargs + a.args]
    defaults = [None] * (len(names) - len(a.defaults)) + [ast.unparse(d) for d in a.defaults]
    found = list(zip(names, defaults))
    if a.vararg:
        found += [("*" + a.vararg.arg, "")] * max(0, ARGUMENTS_MAX - len(found) - len(a.kwonlyargs))
    found += [(x.arg, d and ast.unparse(d)) for x, d in zip(a.kwonlyargs, a.kw_defaults)]
    if any(default is None for _, default in found[ARGUMENTS_MAX:]):
        raise Refused(function.lineno, f"{function.name} has more than {ARGUMENTS_MAX} arguments")
    return found[:ARGUMENTS_MAX]


def switches(function):
    """Returns the names of the arguments whose default is True or False."""
    code = getattr(function, "__code__", None)
    if code is None:
        return set()
    names = code.co_varnames[:code.co_argcount]
    defaults = function.__defaults__ or ()
    pairs = list(zip(names[len(names) - len(defaults):], defaults)) + list((function.__kwdefaults__ or {}).items())
    return {name for name, default in pairs if isinstance(default, bool)}


def only_named(function):
    """Returns the names of the keyword-only arguments."""
    code = getattr(function, "__code__", None)
    return set(code.co_varnames[code.co_argcount:code.co_argcount + code.co_kwonlyargcount]) if code else set()


def functions(body):
    """Yields the function definitions at the top level of a module, including those inside `if`, `try` and `with`."""
    for node in body:
        if isinstance(node, ast.FunctionDef) or (isinstance(node, ast.AsyncFunctionDef) and node.decorator_list):
            yield node
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            yield from functions(node.body)
            yield from functions(getattr(node, "orelse", []))


def imports(body):
    """Yields (line, module, imported names) for each import."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or ""), [alias.name for alias in node.names]


def parse(name, source):
    try:
        return ast.parse(source, f"LM_{name}.py")
    except SyntaxError as e:
        raise Refused(e.lineno, e.msg) from None
    except (ValueError, RecursionError, MemoryError) as e:
        raise Refused(0, str(e) or "it is too large") from None


def declared_answers(body, functions):
    """Returns the answers that the literal assigned to ANSWERS declares, or {} if the file has none."""
    for node in body:
        if not isinstance(node, ast.Assign) or [t.id for t in node.targets if isinstance(t, ast.Name)] != ["ANSWERS"]:
            continue
        try:
            return answers.read(ast.literal_eval(node.value), functions)
        except (ValueError, TypeError) as e:
            raise Refused(node.lineno, str(e)) from None
    return {}


def describe(name, source, missing):
    """Returns (help, [(function, help, [(argument, default)])], {function: answer}). `missing(module, names)` must return the
    reason why these names cannot be imported from the module, or None if they can."""
    tree = parse(name, source)
    for line, *wanted in imports(tree.body):
        why = missing(*wanted)
        if why:
            raise Refused(line, why)
    found = {}
    for node in functions(tree.body):
        if node.name.startswith("__"):
            continue
        if not node.name.isascii():
            raise Refused(node.lineno, f"the name {node.name} has letters that no command has")
        found[node.name] = (node.name, first_line(node), arguments(node))
    if not found:
        raise Refused(0, "it has no function that can be called")
    return first_line(tree) or "Python module", list(found.values()), declared_answers(tree.body, found)
