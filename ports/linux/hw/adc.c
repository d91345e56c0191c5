// Analog inputs: millivolts are (raw + offset) x scale.
#include "adc.h"
#include "base/err.h"
#include "wiring.h"
#include <stdlib.h>
#include <string.h>

enum { DEVICES_MAX = 16, MICRO = 1000000 };

// Reads "0.805664" as millionths. Smaller digits, which the kernel may write, are dropped.
static int read_millionths(const struct kernel *k, const char *path, int64_t *value)
{
    char text[32], *end;
    int n = kernel_read(k, path, text, sizeof text);

    if (n < 0)
        return n;
    int64_t whole = strtoll(text, &end, 10), part = 0;
    if (end == text || (*end && *end != '.'))
        return ERR_TYPE;
    const char *digits = *end ? end + 1 : end;
    for (int i = 0; i < 6; i++)
        part = part * 10 + (*digits >= '0' && *digits <= '9' ? *digits++ - '0' : 0);
    *value = whole * MICRO + (*text == '-' ? -part : part);
    return OK;
}

// Finds a device by the name of its folder, or by its file "name", which does not change.
static struct path find_device(const struct kernel *k, const char *name)
{
    struct path folder = kernel_path("/sys/bus/iio/devices/%s", name);
    char found[64];

    for (unsigned i = 0; i < DEVICES_MAX && strncmp(name, "iio:", 4); i++) {
        folder = kernel_path("/sys/bus/iio/devices/iio:device%u", i);
        if (kernel_read(k, kernel_path("%s/name", folder.text).text, found, sizeof found) > 0 &&
            !strcmp(found, name))
            break;
    }
    return folder;
}

// Reads a value of the input itself, or else of all inputs of its type: in_voltage0_scale,
// in_voltage_scale.
static int read_of_type(const struct kernel *k, const struct path *folder, const char *input,
                        const char *what, int64_t *millionths)
{
    struct path file = kernel_path("%s/%s_%s", folder->text, input, what);
    int type = (int)strcspn(input, "0123456789");
    int err = read_millionths(k, file.text, millionths);

    if (err != ERR_NOTSUP)
        return err;
    file = kernel_path("%s/%.*s_%s", folder->text, type, input, what);
    return read_millionths(k, file.text, millionths);
}

static int convert_mv(const struct kernel *k, const struct path *folder, const char *input,
                      int64_t raw)
{
    int64_t scale = MICRO, offset = 0;

    if (read_of_type(k, folder, input, "offset", &offset) == ERR_TYPE ||
        read_of_type(k, folder, input, "scale", &scale) == ERR_TYPE)
        return ERR_TYPE;
    double product = (double)(raw * MICRO + offset) * (double)scale; // both are in millionths
    int64_t mv = (int64_t)(product / ((double)MICRO * (double)MICRO) + 0.5);
    return mv < 0 ? 0 : mv > INT32_MAX ? ERR_RANGE : (int)mv;
}

int adc_read_mv(const struct kernel *k, unsigned channel)
{
    const struct wire *x = wiring_at_gpio(k->wiring, NULL, WIRE_ADC, channel);
    int64_t raw = 0;

    if (!x)
        return ERR_NOTSUP;
    struct path folder = find_device(k, x->device);
    struct path input = kernel_path("%.120s/%s_input", folder.text, x->part);
    int err = kernel_read_number(k, input.text, &raw); // it is in millivolts already
    if (!err)
        return raw < 0 ? 0 : raw > INT32_MAX ? ERR_RANGE : (int)raw;
    input = kernel_path("%.120s/%s_raw", folder.text, x->part);
    err = kernel_read_number(k, input.text, &raw);
    if (!err)
        return convert_mv(k, &folder, x->part, raw);
    kernel_log(k, LOG_WARN, "[hardware] cannot read %s: %s", input.text, err_text(err));
    return err;
}
