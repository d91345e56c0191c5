"""The C files of the tree, and their enums, for the scripts and tests that read them."""
import re

NO_PROGRAM = ("tests", "bench")  # these only test and measure
NO_SOURCES = ("build",)


def c_files(root, but=()):
    """Every C file and header below root, in order, without the top folders in `but`."""
    for top in sorted(p for p in root.iterdir() if p.is_dir()):
        if top.name not in (*NO_SOURCES, *but) and not top.name.startswith("."):
            yield from sorted(top.rglob("*.[ch]"))


def enum_values(header, name):
    """{name: value} of an enum of a header whose values are counted or written as numbers."""
    body = re.search(rf"enum {name} \{{(.*?)\}}", header.read_text(), re.S).group(1)
    values, value = {}, 0
    for row in filter(None, (re.sub(r"//.*", "", line).strip(" ,") for line in body.split("\n"))):
        for one in row.split(","):
            word, _, number = one.partition("=")
            value = int(number) if number else value
            values[word.strip()] = value
            value += 1
    return values
