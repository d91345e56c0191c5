"""An emulated Raspberry Pi 3B that runs Debian's kernel for arm64, with programs of this build inside."""
import os
import pathlib
import re
import socket
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / folder) for folder in ("kernel", "boards")]
import build_guest  # noqa: E402
import guest  # noqa: E402
from board_rig import SHELL_PORT, loopback_address  # noqa: E402
from guest import until  # noqa: E402, F401

QEMU = "qemu-system-aarch64"
UNPACK = HERE.parents[1] / "scripts/unpack-arm64"
LIBRARIES = pathlib.Path("/usr/aarch64-linux-gnu/lib")
LOADER = "ld-linux-aarch64.so.1"
ADDRESS = "10.0.2.15"  # the one that QEMU's network gives its first guest
OBEYED = "10.0.2.100:1"  # where the guest's /obey connects to, and QEMU has the test
# Of the kernel's package, in the order in which they can be loaded: the network is a device on USB.
MODULES = ["usb-common", "usbcore", "udc-core", "roles", "phy-generic", "dwc2", "mii", "usbnet", "cdc_ether", "rndis_host",
           "pwm-bcm2835", "bcm2835_thermal"]


def package(name):
    """The folder of an unpacked Debian package for arm64."""
    done = subprocess.run([UNPACK, name], check=False, capture_output=True, text=True)
    if done.returncode:
        build_guest.skip(done.stderr.strip().splitlines()[-1])
    return pathlib.Path(done.stdout.strip())


def kernel_package():
    """Of the newest kernel: linux-image-arm64 depends on it."""
    control = (package("linux-image-arm64") / "DEBIAN/control").read_text(encoding="utf-8")
    return package(re.search(r"^Depends: (linux-image-\S+)", control, re.M).group(1))


def libraries(program):
    """The names of the libraries that a program for arm64 is linked with, and theirs."""
    found, left = {LOADER}, [program]
    while left:
        listed = subprocess.run(["readelf", "-d", left.pop()], check=True, capture_output=True, text=True).stdout
        for name in set(re.findall(r"\(NEEDED\).*\[(.*)\]", listed)) - found:
            found.add(name)
            left.append(LIBRARIES / name)
    return found


def archive(kernel, program):
    a = build_guest.Archive()
    a.file("init", (HERE / "guest_init").read_bytes())
    a.file("obey", (HERE.parent / "kernel/guest_obey").read_bytes())
    a.file("bin/busybox", next(package("busybox-static").rglob("bin/busybox")).read_bytes())
    a.file("bin/micros-node", pathlib.Path(program).read_bytes())
    for name in libraries(program):
        a.file(f"lib/{name}", (LIBRARIES / name).read_bytes())
    a.modules(build_guest.packaged(kernel, [f"{name}.ko" for name in MODULES]))
    return a.close()


class Pi(guest.Machine):
    """A booted one, with the program as /bin/micros-node. connect() reaches the node's port of the guest from outside."""

    def __init__(self, program):
        for tool in (QEMU, "readelf"):
            guest.need(tool, "raspberry")
        kernel = kernel_package()
        image, tree = next((kernel / "boot").glob("vmlinuz-*")), next(kernel.rglob("bcm2837-rpi-3-b.dtb"))
        self.address = (loopback_address(), SHELL_PORT)
        super().__init__(  # its four processors take turns: as threads of a busy machine they wait for each other, for minutes
            [QEMU, "-M", "raspi3b", "-accel", "tcg,thread=single", "-serial", "chardev:log",
             "-kernel", str(image), "-dtb", str(tree), "-device", "usb-net,netdev=net",
             "-netdev", f"user,id=net,restrict=on,hostfwd=tcp:{self.address[0]}:{SHELL_PORT}-{ADDRESS}:{SHELL_PORT},"
             f"guestfwd=tcp:{OBEYED}-chardev:control",
             "-append", "console=ttyAMA0 quiet panic=-1 iomem=relaxed"], archive(kernel, program))

    def connect(self):
        return guest.Line(socket.create_connection(self.address))
