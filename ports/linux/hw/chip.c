// Clock: Documentation/admin-guide/pm/cpufreq.rst. Temperature:
// .../ABI/testing/sysfs-class-thermal. Radio: /proc/net/wireless, which has two lines of headings
// and then one line per device.
#include "chip.h"
#include "base/err.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    KHZ = 1000,
    ZONES_MAX = 16,
    POLICIES_MAX = 16,
    MEMINFO_BYTES = 512,
    RADIO_BYTES = 1024,
    RADIO_HEADINGS = 2
};

static uint32_t policy_hz(const struct kernel *k, unsigned policy, const char *name)
{
    struct path p = kernel_path("/sys/devices/system/cpu/cpufreq/policy%u/%s", policy, name);
    int64_t khz = 0;

    if (kernel_read_number(k, p.text, &khz) || khz < 0 || khz > UINT32_MAX / KHZ)
        return 0;
    return (uint32_t)khz * KHZ;
}

uint32_t chip_cpu_hz(const struct kernel *k)
{
    uint32_t hz = policy_hz(k, 0, "scaling_cur_freq");

    return hz < INT32_MAX ? hz : INT32_MAX; // callers use 31 bits
}

void chip_cpu_limits(const struct kernel *k, uint32_t *allowed_hz, uint32_t *possible_hz)
{
    *allowed_hz = policy_hz(k, 0, "scaling_max_freq");
    *possible_hz = policy_hz(k, 0, "cpuinfo_max_freq");
}

int chip_set_cpu_hz(const struct kernel *k, uint32_t hz)
{
    int err = ERR_NOTSUP;

    if (!hz) // unknown, so nobody can have asked for another one
        return OK;
    for (unsigned i = 0; i < POLICIES_MAX; i++) {
        uint32_t now_hz = policy_hz(k, i, "scaling_max_freq");
        struct path p = kernel_path("/sys/devices/system/cpu/cpufreq/policy%u/scaling_max_freq", i);
        if (now_hz)
            err = now_hz == hz ? OK : kernel_write_number(k, p.text, hz / KHZ);
        if (now_hz && err)
            return err;
    }
    return err;
}

// Uses the processor's thermal zone if there is one of that name, or else the first.
static int read_temperature(const struct kernel *k, int32_t *milli_degrees)
{
    char type[32];
    unsigned zone = 0;
    int64_t value = 0;

    for (unsigned i = 0; i < ZONES_MAX; i++) {
        struct path p = kernel_path("/sys/class/thermal/thermal_zone%u/type", i);
        if (kernel_read(k, p.text, type, sizeof type) > 0 && strstr(type, "cpu")) {
            zone = i;
            break;
        }
    }
    struct path p = kernel_path("/sys/class/thermal/thermal_zone%u/temp", zone);
    int err = kernel_read_number(k, p.text, &value);
    *milli_degrees = (int32_t)value;
    return err;
}

int chip_read(const struct kernel *k, enum chip_value what, int32_t *value)
{
    return what == CHIP_TEMPERATURE_MC ? read_temperature(k, value) : ERR_NOTSUP;
}

// Linux calculates what it can give to programs: proc(5), MemAvailable.
int32_t chip_free_bytes(const struct kernel *k)
{
    char text[MEMINFO_BYTES];
    int n = kernel_read(k, "/proc/meminfo", text, sizeof text);
    const char *available = n > 0 ? strstr(text, "MemAvailable:") : NULL;
    int64_t bytes = available ? strtoll(available + strlen("MemAvailable:"), NULL, 10) * 1024 : 0;

    return bytes < INT32_MAX ? (int32_t)bytes : INT32_MAX;
}

// Uses the first interface that is a device, in order of names: eth0 before wlan0.
int chip_mac(const struct kernel *k, uint8_t mac[6])
{
    struct path folder = kernel_path("%s/sys/class/net", k->root);
    struct dirent **entries;
    char text[32];
    int n = scandir(folder.text, &entries, NULL, alphasort), found = 0;

    for (int i = 0; i < n; i++) {
        const char *name = entries[i]->d_name;
        struct path device = kernel_path("%s/%.64s/device", folder.text, name);
        struct path address = kernel_path("/sys/class/net/%.64s/address", name);
        if (found != 6 && !access(device.text, F_OK) &&
            kernel_read(k, address.text, text, sizeof text) > 0)
            found = sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", &mac[0], &mac[1], &mac[2],
                           &mac[3], &mac[4], &mac[5]);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    return found == 6 ? OK : ERR_NOTSUP;
}

// Reads " wlan0: 0000   70.  -40.  -256 ...": state, quality, level in dBm.
int chip_rssi_dbm(const struct kernel *k, int *rssi_dbm)
{
    char text[RADIO_BYTES];
    int n = kernel_read(k, "/proc/net/wireless", text, sizeof text);
    const char *line = text;

    for (int i = 0; n > 0 && i < RADIO_HEADINGS && line; i++) {
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    const char *colon = n > 0 && line ? strchr(line, ':') : NULL;
    double level = 0;
    if (!colon || sscanf(colon + 1, "%*s %*s %lf", &level) != 1)
        return ERR_NOTSUP;
    *rssi_dbm = (int)level;
    return OK;
}
