#!/usr/bin/env python3
"""build_guest.py FOLDER: makes the guest of the kernel tests below FOLDER, unless it is there, and prints its folder.

The guest is Debian's own kernel with its own drivers, the kernel's GPIO simulator (which Debian does not build), our
board of tests/kernel/nodesim, and busybox. Packages are fetched into ${XDG_CACHE_HOME:-~/.cache}/micros/kernel by this
machine's apt, which checks them. Exit status 77 and a sentence where something to build it with is missing."""
import fcntl
import hashlib
import lzma
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
# Of the kernel's package, in the order in which they can be loaded.
PACKAGED = ["virtio_ring.ko", "virtio.ko", "virtio_pci_modern_dev.ko", "virtio_pci_legacy_dev.ko", "virtio_pci.ko",
            "virtio_console.ko", "configfs.ko", "i2c-dev.ko", "wire.ko", "w1_therm.ko", "industrialio.ko"]
BUILT = ["irq_sim.ko", "gpio-sim.ko", "nodesim.ko"]
FROM_SOURCE = ["drivers/gpio/gpio-sim.c", "drivers/gpio/gpiolib.h", "kernel/irq/irq_sim.c"]
INSTALL = "scripts/install-packages kernel installs it"


def skip(why):
    print(f"skipped: {why}", file=sys.stderr)
    sys.exit(SKIPPED)


def run(*command, **how):
    done = subprocess.run(command, check=False, capture_output=True, text=True, **how)
    if done.returncode:
        sys.exit(f"build_guest.py: {' '.join(map(str, command))}:\n{done.stdout}{done.stderr}")
    return done.stdout


def kernel_version():
    """Of the newest installed kernel headers: "6.1.0-56-amd64"."""
    def order(version):
        return [int(n) for n in re.findall(r"\d+", version)]
    found = [p.name.removeprefix("linux-headers-") for p in pathlib.Path("/usr/src").glob("linux-headers-*-amd64")]
    if not found:
        skip("the kernel's headers (linux-headers-amd64) are missing; " + INSTALL)
    return max(found, key=order)


def busybox():
    """The static one. Debian keeps it in /bin."""
    path = pathlib.Path("/bin/busybox")
    if not path.exists() or subprocess.run(["ldd", path], check=False, capture_output=True).returncode == 0:
        skip("a static busybox (busybox-static) is missing; " + INSTALL)
    return path


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(base, "micros", "kernel")


def package(name):
    """The file of a Debian package, fetched once."""
    folder = cache_folder() / name
    found = list(folder.glob("*.deb"))
    if found:
        return found[0]
    print(f"Fetching the Debian package {name}", file=sys.stderr)
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = pathlib.Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        done = subprocess.run(["apt-get", "download", "-q", name], check=False, capture_output=True, text=True, cwd=work)
        if done.returncode:
            skip(f"cannot fetch the package {name}: {done.stderr.strip().splitlines()[-1]}")
        work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return next(folder.glob("*.deb"))


def kernel_to_start(image):
    """The ELF file inside a bzImage: QEMU starts it without the seconds that unpacking takes an emulated machine. If it is not
    packed by xz, the image as it is."""
    data = image.read_bytes()
    for m in re.finditer(rb"\xfd7zXZ\0", data):
        try:
            kernel = lzma.LZMADecompressor().decompress(data[m.start():])
        except lzma.LZMAError:
            continue
        if kernel.startswith(b"\x7fELF"):
            return kernel
    return data


def unpack_sources(deb, into):
    """The few files of the kernel that Debian does not build, with the two changes they need outside its tree."""
    name = deb.name.split("_")[0]
    paths = " ".join(f"{name}/{path}" for path in FROM_SOURCE)
    run("sh", "-ec", f"dpkg-deb --fsys-tarfile '{deb}' | tar xO ./usr/src/{name}.tar.xz | xz -dc -T0 |"
        f" tar x --strip-components=1 {paths}", cwd=into)
    for path in FROM_SOURCE:
        shutil.move(into / path, into / pathlib.Path(path).name)
    irq = into / "irq_sim.c"
    text = irq.read_text().replace("irq_to_desc(irqnum)", "irq_data_to_desc(irq_get_irq_data(irqnum))")
    irq.write_text("#include <linux/module.h>\n" + text + 'MODULE_LICENSE("GPL");\n')


def build_modules(version, work):
    for source in (HERE / "nodesim").iterdir():
        shutil.copy(source, work)
    unpack_sources(package("linux-source-" + ".".join(version.split(".")[:2])), work)
    run("make", "-s", "-j", str(os.cpu_count()), "-C", f"/usr/src/linux-headers-{version}", f"M={work}", "modules")
    for name in BUILT:
        run("strip", "-g", work / name)


class Archive:
    """A cpio archive as the kernel unpacks at its start: Documentation/driver-api/early-userspace/buffer-format."""

    def __init__(self):
        self.data, self.names, self.number = bytearray(), set(), 0

    def entry(self, name, mode, content=b""):
        self.number += 1
        raw = name.encode() + b"\0"
        fields = [self.number, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(raw), 0]
        self.data += b"070701" + b"".join(b"%08X" % f for f in fields) + raw
        self.pad()
        self.data += content
        self.pad()

    def pad(self):
        self.data += bytes(-len(self.data) % 4)

    def folder(self, path):
        if path in ("", ".") or path in self.names:
            return
        self.folder(os.path.dirname(path))
        self.names.add(path)
        self.entry(path, 0o40755)

    def file(self, path, content, mode=0o100755):
        self.folder(os.path.dirname(path))
        self.names.add(path)
        self.entry(path, mode, content)

    def modules(self, found):
        """Modules of the kernel, {name: content}, and the order in which the guest loads them."""
        for name, content in found.items():
            self.file("lib/modules/" + name, content)
        self.file("lib/modules/order", "".join(f"{name}\n" for name in found).encode(), 0o100644)

    def close(self):
        self.entry("TRAILER!!!", 0)
        return bytes(self.data)


def packaged(folder, names):
    """{name: content} of modules in an unpacked kernel package, in this order, without those that the kernel has built in.
    Debian 13 packs them by xz."""
    built_in = {pathlib.Path(line).name for line in next(folder.rglob("modules.builtin")).read_text(encoding="ascii").split()}
    found = {name: next(folder.rglob(f"{name}*")) for name in names if name not in built_in}
    return {name: lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes() for name, path in found.items()}


def base_archive(image, work):
    archive = Archive()
    archive.file("init", (HERE / "guest_init").read_bytes())
    archive.file("obey", (HERE / "guest_obey").read_bytes())
    archive.file("bin/busybox", busybox().read_bytes())
    archive.modules(packaged(image, PACKAGED) | {name: (work / name).read_bytes() for name in BUILT})
    return archive.close()


def fingerprint(version):
    h = hashlib.sha256(version.encode())
    for path in sorted([HERE / "build_guest.py", HERE / "guest_init", HERE / "guest_obey", *(HERE / "nodesim").iterdir()]):
        h.update(path.name.encode() + path.read_bytes())
    return h.hexdigest()[:12]


def build(folder):
    for tool in ("make", "gcc", "xz", "dpkg-deb", "apt-get"):
        if not shutil.which(tool):
            skip(f"{tool} is missing; " + INSTALL)
    version = kernel_version()
    guest = pathlib.Path(folder).resolve() / f"{version}-{fingerprint(version)}"
    cache_folder().mkdir(parents=True, exist_ok=True)
    with open(cache_folder() / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two tests may want it at the same time
        if not guest.is_dir():
            build_into(guest, version)
    return guest


def build_into(guest, version):
    busybox()
    began = time.monotonic()
    guest.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=guest.parent) as name:
        work = pathlib.Path(name)
        for part in ("modules", "image", "guest"):
            (work / part).mkdir()
        run("dpkg-deb", "-x", package(f"linux-image-{version}"), work / "image")
        build_modules(version, work / "modules")
        (work / "guest/vmlinux").write_bytes(kernel_to_start(work / f"image/boot/vmlinuz-{version}"))
        (work / "guest/base.cpio").write_bytes(base_archive(work / "image", work / "modules"))
        (work / "guest").rename(guest)
    print(f"The guest was built in {time.monotonic() - began:.0f} s", file=sys.stderr)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(build(sys.argv[1]))


if __name__ == "__main__":
    main()
