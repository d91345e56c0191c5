// The progress LED.
#include "node/led.h"

enum { OWNER_NODE = 0xff };

// Every command comes here twice: a pin that is still ours is not claimed again.
static bool claim(struct node *n, unsigned *gpio)
{
    const struct pins *p = &n->pins;

    *gpio = n->led_gpio;
    if (p->use[*gpio] == PIN_OUT && p->owner[*gpio] == OWNER_NODE)
        return true;
    if (pins_claim(&n->pins, OWNER_NODE, "builtin", PIN_OUT, gpio))
        return false;
    n->led_gpio = (uint8_t)*gpio;
    return true;
}

void led_invert(struct node *n)
{
    unsigned gpio;

    if (!settings_bool(&n->settings, KEY_pled) || !claim(n, &gpio))
        return;
    int level = hw_pin_read(n->pins.hw, gpio);
    if (level >= 0)
        (void)hw_pin_write(n->pins.hw, gpio, !level);
}
