// Inverts the progress LED while the node works.
#include "node/led.h"

static bool led_invert(struct node *n)
{
    unsigned gpio;

    if (pins_claim(&n->pins, OWNER_NODE, "builtin", PIN_OUT, &gpio))
        return false;
    int level = hw_pin_read(n->pins.hw, gpio);
    return level >= 0 && !hw_pin_write(n->pins.hw, gpio, !level);
}

void led_busy(struct node *n)
{
    if (!n->led_is_inverted && settings_bool(&n->settings, KEY_pled))
        n->led_is_inverted = led_invert(n);
}

void led_idle(struct node *n)
{
    if (n->led_is_inverted && led_invert(n))
        n->led_is_inverted = false;
}
