"""A build folder that does not fit its preset is refused: test_presets.py

Configures the template board in a folder of its own, as it should be and as it should not."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NOT_RUN = 77  # SKIP_RETURN_CODE of ctest
PRESET, COMPILER = "template", "arm-none-eabi-gcc"
FLAGS = "-g -Os -DNDEBUG"


class Presets(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="micros-presets-")
        self.addCleanup(folder.cleanup)
        self.build = pathlib.Path(folder.name, "build")

    def cmake(self, *words, **environment):
        return subprocess.run(["cmake", *words], cwd=ROOT, capture_output=True, text=True, env={**os.environ, **environment})

    def configure(self, *words, **environment):
        return self.cmake("--preset", PRESET, "-B", self.build, *words, **environment)

    def again(self):
        """As a build does it by itself when a CMakeLists.txt has changed."""
        return self.cmake(self.build)

    def cached(self, name):
        return re.search(rf"^{name}:\w+=(.*)$", (self.build / "CMakeCache.txt").read_text(), re.M)[1]

    def edit_cache(self, pattern, text):
        path = self.build / "CMakeCache.txt"
        changed, count = re.subn(pattern, text, path.read_text(), flags=re.M)
        self.assertEqual(count, 1)
        path.write_text(changed)

    def expect_refusal(self, done, *parts):
        said = " ".join(done.stderr.split())
        self.assertNotEqual(done.returncode, 0)
        for part in (f"does not fit preset {PRESET}", *parts, f"cmake --preset {PRESET}"):
            self.assertIn(part, said)

    def test_what_the_preset_says_is_accepted(self):
        for done in (self.configure(), self.again(), self.configure("-DMICROS_WERROR=OFF")):
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_flags_that_were_given_are_refused(self):
        self.expect_refusal(self.configure("-DCMAKE_C_FLAGS_MINSIZEREL=-g"), "CMAKE_C_FLAGS_MINSIZEREL is '-g'", FLAGS)
        self.expect_refusal(self.configure("-DCMAKE_BUILD_TYPE=Debug"), "CMAKE_BUILD_TYPE is 'Debug'", "'MinSizeRel'")
        self.expect_refusal(self.configure("-DCMAKE_C_FLAGS=-mcpu=cortex-m0"), "CMAKE_C_FLAGS is '-mcpu=cortex-m0'", "-mcpu=cortex-m3")

    def test_a_folder_that_lacked_the_compiler_is_mended_or_refused(self):
        """CMake then keeps flags that lack what it would have added: -Os."""
        tools = pathlib.Path(self.build.parent, "tools")
        tools.mkdir()
        for name in ("cmake", "ninja", "sh", "gcc", "cc", "ld", "as", "ar", "nm", "uname"):
            if shutil.which(name):
                (tools / name).symlink_to(shutil.which(name))
        self.assertNotEqual(self.configure(PATH=str(tools)).returncode, 0)
        done = self.configure()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.cached("CMAKE_C_FLAGS_MINSIZEREL"), FLAGS)
        self.edit_cache(r"^CMAKE_C_FLAGS_MINSIZEREL:STRING=.*$", "CMAKE_C_FLAGS_MINSIZEREL:STRING=-g")
        self.expect_refusal(self.again(), "CMAKE_C_FLAGS_MINSIZEREL is '-g'", FLAGS)

    def test_a_folder_from_before_the_presets_named_themselves_is_looked_at_too(self):
        self.assertEqual(self.configure().returncode, 0)
        self.edit_cache(r"^//[^\n]*\nMICROS_PRESET:[^\n]*\n", "")
        self.assertEqual(self.again().returncode, 0)
        self.edit_cache(r"^CMAKE_C_FLAGS_MINSIZEREL:STRING=.*$", "CMAKE_C_FLAGS_MINSIZEREL:STRING=-g")
        self.expect_refusal(self.again(), "CMAKE_C_FLAGS_MINSIZEREL is '-g'")

    def test_another_toolchain_is_refused(self):
        self.assertEqual(self.configure().returncode, 0)
        other = ROOT / "cmake" / "toolchains" / "rv32imc.cmake"
        self.edit_cache(r"^CMAKE_TOOLCHAIN_FILE:FILEPATH=.*$", f"CMAKE_TOOLCHAIN_FILE:FILEPATH={other}")
        self.assertNotEqual(self.again().returncode, 0)

    def test_every_target_of_a_chip_has_its_preset(self):
        presets = {preset["name"]: preset for preset in json.loads((ROOT / "CMakePresets.json").read_text())["configurePresets"]}
        for path in (ROOT / "targets").glob("*.cmake"):
            if "MICROS_PORT linux" not in path.read_text():
                self.assertEqual(presets[path.stem]["cacheVariables"]["MICROS_TARGET"], path.stem)
                self.assertEqual(presets[path.stem]["inherits"], "board")


if __name__ == "__main__":
    if not shutil.which(COMPILER):
        print(f"not run: {COMPILER} is not installed (scripts/install-packages boards)")
        sys.exit(NOT_RUN)
    unittest.main()
