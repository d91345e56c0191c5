// The progress LED.
#include "node/led.h"

enum { OWNER_NODE = 0xff };

void led_invert(struct node *n)
{
    unsigned gpio;

    if (!settings_bool(&n->settings, KEY_pled))
        return;
    if (pins_claim(&n->pins, OWNER_NODE, "builtin", PIN_OUT, &gpio))
        return;
    int level = hw_pin_read(n->pins.hw, gpio);
    if (level >= 0)
        (void)hw_pin_write(n->pins.hw, gpio, !level);
}
