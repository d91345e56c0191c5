"""Which files of the tree are C, for the scripts that read them."""

NO_PROGRAM = ("tests", "bench")  # what proves and measures
NO_SOURCES = ("build",)


def c_files(root, but=()):
    """Every C file and header below root, in order, without those of the top folders in `but`."""
    for top in sorted(p for p in root.iterdir() if p.is_dir()):
        if top.name not in (*NO_SOURCES, *but) and not top.name.startswith("."):
            yield from sorted(top.rglob("*.[ch]"))
