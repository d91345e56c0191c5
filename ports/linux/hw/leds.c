// LEDs of the machine.
#include "leds.h"
#include "base/err.h"
#include "guard.h"
#include "wiring.h"
#include <string.h>
#include <unistd.h>

enum { TRIGGERS_BYTES = 1024 };

static struct path leds_file_of(const struct led *l, const char *name)
{
    return kernel_path("%.120s/%s", l->folder.text, name);
}

static bool find(struct led *l, const struct kernel *k, unsigned gpio)
{
    const struct wire *x = NULL;

    while ((x = wiring_at_gpio(k->wiring, x, WIRE_LED, gpio))) {
        l->folder = kernel_path("/sys/class/leds/%s", x->device);
        if (!kernel_read_number(k, leds_file_of(l, "max_brightness").text, &l->most))
            return true;
    }
    return false;
}

// The kernel lists all triggers, with the present one in brackets.
static void remember_trigger(struct led *l, const struct kernel *k)
{
    char all[TRIGGERS_BYTES];

    l->trigger[0] = '\0';
    if (kernel_read(k, leds_file_of(l, "trigger").text, all, sizeof all) <= 0)
        return;
    const char *from = strchr(all, '['), *to = strchr(all, ']');
    if (!from || !to || to < from || (size_t)(to - from) > sizeof l->trigger)
        return;
    memcpy(l->trigger, from + 1, (size_t)(to - from - 1));
    l->trigger[to - from - 1] = '\0';
}

int leds_take(struct led *l, const struct kernel *k, unsigned gpio)
{
    const struct wire *x = wiring_at_gpio(k->wiring, NULL, WIRE_LED, gpio);

    if (!x) // no line has this number
        return ERR_NOTSUP;
    if (!find(l, k, gpio)) {
        kernel_log(k, LOG_WARN, "[hardware] led %s: /sys/class/leds has no %s", x->logical,
                   x->device);
        return ERR_NOTSUP;
    }
    remember_trigger(l, k);
    int err = l->trigger[0] ? kernel_write(k, leds_file_of(l, "trigger").text, "none") : OK;
    if (err)
        return err;
    guard_file(k->guard, gpio, leds_file_of(l, "brightness").text);
    return leds_write(l, k, false);
}

int leds_read(const struct led *l, const struct kernel *k)
{
    int64_t brightness = 0;
    int err = kernel_read_number(k, leds_file_of(l, "brightness").text, &brightness);

    return err ? err : brightness > 0;
}

int leds_write(const struct led *l, const struct kernel *k, bool high)
{
    return kernel_write_number(k, leds_file_of(l, "brightness").text, high ? (uint64_t)l->most : 0);
}

void leds_release(const struct led *l, const struct kernel *k, unsigned gpio)
{
    (void)leds_write(l, k, false);
    if (l->trigger[0])
        (void)kernel_write(k, leds_file_of(l, "trigger").text, l->trigger);
    guard_forget(k->guard, gpio);
}
