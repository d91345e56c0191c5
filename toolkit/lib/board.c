// The boards that run emulated on this computer.
// Facts about the machines: QEMU 7.2, hw/xtensa/xtfpga.c, hw/riscv/virt.c, hw/arm/mps2.c.
#include "board.h"

#include "paths.h"
#include "term.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KIB = 1024, MIB = 1024 * KIB };

static const struct board_kind boards[] = {
    { .name = "esp8266",
      .target = "esp8266-lx60",
      .stands = "ESP8266 (Xtensa lx106)",
      .program = "qemu-system-xtensa",
      .package = "qemu-system-misc",
      .machine = { "-M", "lx60-nommu", "-cpu", "lx106", "-m", "1M" },
      .image_option = "-kernel",
      .nic_option = "-net",
      .nic = "nic,model=open_eth,netdev=net,macaddr=",
      .flash = { "-drive", "if=pflash,format=raw,file=" BOARD_FLASH_FILE },
      .file_bytes = 4 * MIB,
      .used_bytes = 4 * MIB,
      .sector_bytes = 64 * KIB },
    // With a flash in unit 1 this machine keeps -kernel for it: hence -bios. virtio-net only speaks
    // its present version when the machine is told so.
    { .name = "esp32c3",
      .target = "esp32c3-virt",
      .stands = "ESP32-C3 (RISC-V)",
      .program = "qemu-system-riscv32",
      .package = "qemu-system-misc",
      .machine = { "-M", "virt", "-cpu", "lowrisc-ibex", "-m", "16M", "-global",
                   "virtio-mmio.force-legacy=false" },
      .image_option = "-bios",
      .nic_option = "-device",
      .nic = "virtio-net-device,netdev=net,mac=",
      .flash = { "-drive", "if=pflash,unit=1,format=raw,file=" BOARD_FLASH_FILE },
      .file_bytes = 32 * MIB,
      .used_bytes = 4 * MIB,
      .sector_bytes = 256 * KIB },
    // This machine has no flash chip: the node reads and writes the file itself, by semihosting.
    { .name = "cortexm3",
      .target = "cortexm3-mps2",
      .stands = "STM32 and RP2040 class (Cortex-M3)",
      .program = "qemu-system-arm",
      .package = "qemu-system-arm",
      .machine = { "-M", "mps2-an385" },
      .image_option = "-kernel",
      .nic_option = "-net",
      .nic = "nic,model=lan9118,netdev=net,macaddr=",
      .flash = { "-semihosting-config", "enable=on,target=native,arg=" BOARD_FLASH_FILE },
      .file_bytes = 1 * MIB,
      .used_bytes = 1 * MIB,
      .sector_bytes = 4 * KIB },
};

enum { BOARDS = sizeof boards / sizeof *boards };
_Static_assert((int)BOARDS <= (int)BOARD_NAMES, "board_names has room for all");

const struct board_kind *board_find(const char *name)
{
    for (size_t i = 0; i < BOARDS; i++)
        if (strcmp(boards[i].name, name) == 0 || strcmp(boards[i].target, name) == 0)
            return &boards[i];
    return NULL;
}

size_t board_names(const char *names[BOARD_NAMES])
{
    for (size_t i = 0; i < BOARDS; i++)
        names[i] = boards[i].name;
    return BOARDS;
}

// The folder that this program runs from, so that a moved tree still finds its images.
static bool find_own_folder(char folder[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", folder, PATH_MAX - 1);
    char *slash = n > 0 ? memrchr(folder, '/', (size_t)n) : NULL;
    if (slash)
        *slash = '\0';
    return slash != NULL;
}

// The real path of `own`/`way`/`name`, or NULL. The caller frees it.
static char *look_in(const char *own, const char *way, const char *name)
{
    char *path, *found;
    if (asprintf(&path, "%s/%s/%s", own, way, name) < 0)
        return NULL;
    found = realpath(path, NULL);
    free(path);
    return found;
}

// Looks where a build or an installation would have put it.
static char *search_image(const struct board_kind *kind)
{
    char own[PATH_MAX], way[64], name[64];
    if (!find_own_folder(own))
        return NULL;
    snprintf(way, sizeof way, "../../%s/bin", kind->target); // build/host/bin to build/TARGET/bin
    snprintf(name, sizeof name, "%s.elf", kind->name);
    char *found = look_in(own, way, "micros-node.elf");
    return found ? found : look_in(own, MICROS_BIN_TO_DATA "/micros/boards", name);
}

char *board_image(const struct board_kind *kind, const char *given)
{
    char *found = given ? realpath(given, NULL) : search_image(kind);
    if (!found && given)
        term_error("cannot read the image %s: %s", given, strerror(errno));
    else if (!found)
        term_error("there is no image for the board %s; in the source folder, "
                   "`cmake --preset %s && cmake --build --preset %s` builds it",
                   kind->name, kind->target, kind->target);
    return found;
}

char *board_program(const struct board_kind *kind)
{
    char *program = paths_program(kind->program);
    if (!program)
        term_error("%s is not installed; `apt install %s` brings it", kind->program, kind->package);
    return program;
}
