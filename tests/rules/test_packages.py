"""install-packages takes the names that a system has: test_packages.py

The package tools are played: what is installed and what the lists know stands in files."""
import os
import pathlib
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parent.parent.parent / "scripts" / "install-packages"
TOOLS = {
    "dpkg-query": 'for name; do :; done\ngrep -qx "$name" "$SYSTEM/installed" && echo installed || exit 1',
    "apt-cache": 'case $1 in\ndepends) grep -qx "$2" "$SYSTEM/known" && echo "  Depends: clang-$(cat "$SYSTEM/clang")" ;;\n'
                 'policy) grep -qx "$2" "$SYSTEM/known" && echo "  Candidate: 1.0" || echo "  Candidate: (none)" ;;\nesac',
    "apt-get": 'echo "$@" >>"$SYSTEM/calls"\n[ "$1" != update ] || cat "$SYSTEM/fresh" >>"$SYSTEM/known"',
    "id": "echo 0",
}
TEST = ("clang clang-format clang-tools libcmocka-dev python3 gcovr iproute2 procps tzdata valgrind libauthen-scram-perl git chrony").split()
BOARDS = ("cmake ninja-build dpkg-dev qemu-system-misc qemu-system-arm gcc-xtensa-lx106 picolibc-xtensa-lx106-elf gcc-riscv64-unknown-elf "
          "picolibc-riscv64-unknown-elf gcc-arm-none-eabi picolibc-arm-none-eabi").split()


class Packages(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="micros-packages-")
        self.addCleanup(folder.cleanup)
        self.system = pathlib.Path(folder.name)
        for name, text in TOOLS.items():
            (self.system / name).write_text(f"#!/bin/sh\n{text}\n")
            (self.system / name).chmod(0o755)

    def install(self, purpose, installed, known, fresh=(), clang=19):
        for name, words in (("installed", installed), ("known", known), ("fresh", fresh), ("clang", [str(clang)]), ("calls", [])):
            (self.system / name).write_text("".join(word + "\n" for word in words))
        environment = {**os.environ, "PATH": f"{self.system}:{os.environ['PATH']}", "SYSTEM": str(self.system), "XDG_CACHE_HOME": str(self.system)}
        done = subprocess.run([SCRIPT, purpose], capture_output=True, text=True, env=environment, check=False)
        return done.returncode, done.stderr, (self.system / "calls").read_text()

    def test_the_runtime_of_clang_has_its_number(self):
        for number in (14, 19):
            runtime = f"libclang-rt-{number}-dev"
            code, said, calls = self.install("test", TEST[3:], [*TEST[:3], runtime], clang=number)
            self.assertEqual((code, said), (0, f"Installing packages: clang clang-format clang-tools {runtime}\n"))
            self.assertIn(runtime, calls)

    def test_the_emulator_of_risc_v_is_a_package_of_its_own_or_one_of_many(self):
        self.assertEqual(self.install("boards", BOARDS, [])[:2], (0, ""))
        code, said, _ = self.install("boards", BOARDS, ["qemu-system-riscv"])
        self.assertEqual((code, said), (0, "Installing packages: qemu-system-riscv\n"))

    def test_lists_that_lack_a_name_are_renewed_once(self):
        runtime = "libclang-rt-19-dev"
        code, said, calls = self.install("test", TEST[1:], [], ["clang", runtime])
        self.assertEqual((code, said), (0, f"Installing packages: clang {runtime}\n"))
        self.assertEqual(calls.count("update"), 1)

    def test_a_name_that_no_list_has_is_said(self):
        code, said, calls = self.install("kernel", "gcc make xz-utils qemu-system-x86 busybox-static".split(), [])
        self.assertEqual((code, said), (1, "install-packages: this system's package lists do not have: linux-headers-amd64\n"))
        self.assertNotIn("install", calls)


if __name__ == "__main__":
    unittest.main()
