"""The contents of the files in targets/, for the tests and the benches."""
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


def words_of(name):
    """Lists of words by the name of the variable that targets/NAME.cmake sets: cmake/print_target.cmake explains them."""
    done = subprocess.run(["cmake", f"-DTARGET={name}", "-P", ROOT / "cmake" / "print_target.cmake"], check=True,
                          capture_output=True, text=True)
    return {words[0]: words[1:] for words in map(str.split, done.stdout.splitlines())}


def boards():
    """{target: its words} of those that an emulator runs, ESP8266 first."""
    every = {path.stem: words_of(path.stem) for path in sorted((ROOT / "targets").glob("*.cmake"), reverse=True)}
    return {name: words for name, words in every.items() if words["BOARD"]}
