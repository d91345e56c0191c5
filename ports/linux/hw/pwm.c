// Uses hardware PWM channels through sysfs, or a thread.
#include "pwm.h"
#include "guard.h"
#include "wiring.h"
#include <dirent.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SECOND_NS = 1000000000, FULL_PERMILLE = 1000 };
// udev sets the group of a new channel a moment after it appears.
enum { TRIES = 25, TRY_AGAIN_NS = 10000000 };

static const char pwm_class[] = "/sys/class/pwm";

// Compares the chip's name in the class, or that of its device, which does not change.
static bool pwm_is_chip(const struct kernel *k, const char *entry, const char *name)
{
    struct path link = kernel_path("%s%s/%s/device", k->root, pwm_class, entry);
    char target[256];

    if (strncmp(entry, "pwmchip", strlen("pwmchip")))
        return false;
    if (!strcmp(entry, name))
        return true;
    ssize_t n = readlink(link.text, target, sizeof target - 1);
    if (n < 0)
        return false;
    target[n] = '\0';
    const char *slash = strrchr(target, '/');
    return !strcmp(slash ? slash + 1 : target, name);
}

static bool pwm_find_chip(const struct kernel *k, const char *name, struct path *chip)
{
    struct path folder = kernel_path("%s%s", k->root, pwm_class);
    DIR *entries = opendir(folder.text);
    const struct dirent *e = NULL;

    if (!entries)
        return false;
    while ((e = readdir(entries)) && !pwm_is_chip(k, e->d_name, name))
        continue;
    if (e)
        *chip = kernel_path("%s/%.64s", pwm_class, e->d_name);
    closedir(entries);
    return e;
}

static const struct wire *find_channel(const struct kernel *k, unsigned gpio, struct path *chip)
{
    const struct wire *x = NULL;

    while ((x = wiring_at_gpio(k->wiring, x, WIRE_PWM, gpio)) && !pwm_find_chip(k, x->device, chip))
        continue;
    return x;
}

static bool is_ours(const struct kernel *k, const struct pwm *p)
{
    struct path enable = kernel_path("%s%s/enable", k->root, p->channel.text);

    return !access(enable.text, W_OK);
}

static int export_channel(const struct kernel *k, struct pwm *p)
{
    static const struct timespec pause = { 0, TRY_AGAIN_NS };
    struct path to_export = kernel_path("%s/export", p->chip.text);
    struct path folder = kernel_path("%s%s", k->root, p->channel.text);

    // A killed node may have left it exported.
    int err = access(folder.text, F_OK) ? kernel_write_number(k, to_export.text, p->number) : OK;
    for (int i = 0; !err && !is_ours(k, p) && i < TRIES; i++)
        nanosleep(&pause, NULL);
    return err;
}

static int write_channel(const struct kernel *k, const struct pwm *p, const char *file,
                         uint64_t value)
{
    return kernel_write_number(k, kernel_path("%s/%s", p->channel.text, file).text, value);
}

// The polarity can only be changed while the channel is off.
static int make_normal(const struct kernel *k, const struct pwm *p)
{
    struct path polarity = kernel_path("%s/polarity", p->channel.text);
    char text[16];

    if (kernel_read(k, polarity.text, text, sizeof text) > 0 && strcmp(text, "normal"))
        return kernel_write(k, polarity.text, "normal");
    return OK;
}

static void close_channel(const struct pwm *p, const struct kernel *k, unsigned gpio)
{
    if (p->period_ns) // without a period it is off, and rejects writes
        (void)write_channel(k, p, "enable", 0);
    (void)kernel_write_number(k, kernel_path("%s/unexport", p->chip.text).text, p->number);
    guard_forget(k->guard, gpio);
}

// Switches off what another program has left on.
static int quieten(struct pwm *p, const struct kernel *k)
{
    int64_t period_ns = 0;

    (void)kernel_read_number(k, kernel_path("%s/period", p->channel.text).text, &period_ns);
    p->period_ns = (uint64_t)period_ns;
    int err = p->period_ns ? write_channel(k, p, "enable", 0) : OK;
    err = err || !p->period_ns ? err : write_channel(k, p, "duty_cycle", 0);
    return err ? err : make_normal(k, p);
}

static int open_channel(struct pwm *p, const struct kernel *k, unsigned gpio, unsigned number)
{
    p->number = number;
    p->channel = kernel_path("%.120s/pwm%u", p->chip.text, number);
    int err = export_channel(k, p);
    if (err)
        return err;
    guard_file(k->guard, gpio, kernel_path("%s/enable", p->channel.text).text);
    err = quieten(p, k);
    if (err)
        close_channel(p, k, gpio);
    return err;
}

int pwm_open(struct pwm *p, struct gpio *g, unsigned gpio)
{
    const struct kernel *k = g->kernel;

    *p = (struct pwm){ 0 };
    const struct wire *x = find_channel(k, gpio, &p->chip);

    if (x)
        return open_channel(p, k, gpio, x->number);
    if (wiring_at_gpio(k->wiring, NULL, WIRE_PWM, gpio))
        kernel_log(k, LOG_WARN,
                   "[hardware] GPIO%u: none of its PWM chips is in %s (is the overlay enabled?): "
                   "a thread does it",
                   gpio, pwm_class);
    p->is_soft = true;
    int err = gpio_take(g, gpio, PIN_PWM);
    if (err)
        return err;
    err = softpwm_start(&p->soft, g->fd[gpio]);
    if (err)
        gpio_release(g, gpio);
    return err;
}

// The kernel rejects a period shorter than the pulse, and a pulse longer than the period, so the
// order matters.
static int set_channel(struct pwm *p, const struct kernel *k, uint64_t period_ns, uint64_t duty_ns)
{
    bool is_duty_first = duty_ns < p->duty_ns || period_ns == p->period_ns;
    int err = OK;

    if (is_duty_first && duty_ns <= p->period_ns)
        err = write_channel(k, p, "duty_cycle", duty_ns);
    else
        is_duty_first = false;
    if (!err && period_ns != p->period_ns)
        err = write_channel(k, p, "period", period_ns);
    if (!err && !is_duty_first)
        err = write_channel(k, p, "duty_cycle", duty_ns);
    return err;
}

int pwm_set(struct pwm *p, const struct kernel *k, uint32_t frequency_hz, unsigned duty_permille)
{
    if (!frequency_hz || duty_permille > FULL_PERMILLE)
        return ERR_RANGE;
    uint64_t period_ns = SECOND_NS / frequency_hz;
    uint64_t duty_ns = period_ns * duty_permille / FULL_PERMILLE;
    bool is_new = !p->period_ns || !p->duty_ns;
    int err = OK;

    if (p->is_soft)
        softpwm_set(&p->soft, period_ns, duty_ns);
    else
        err = set_channel(p, k, period_ns, duty_ns);
    if (!err && !p->is_soft && is_new)
        err = write_channel(k, p, "enable", 1);
    if (err)
        return err;
    p->period_ns = period_ns;
    p->duty_ns = duty_ns;
    return OK;
}

void pwm_close(struct pwm *p, struct gpio *g, unsigned gpio)
{
    const struct kernel *k = g->kernel;

    if (p->is_soft) {
        softpwm_stop(&p->soft);
        gpio_release(g, gpio);
        return;
    }
    if (p->period_ns)
        (void)write_channel(k, p, "duty_cycle", 0);
    close_channel(p, k, gpio);
}
