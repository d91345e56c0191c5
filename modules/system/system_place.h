// The verbs of module system about where the node is: pins, network, sun.
#ifndef MODULES_SYSTEM_PLACE_H
#define MODULES_SYSTEM_PLACE_H

#include "mod/module.h"

verb_fn system_wifirssi, system_rssi, system_pinmap, system_ifconfig, system_sun;
extern const struct field system_ifconfig_out[2], system_sun_out[2]; // answers of the verbs

#endif
