// The verbs of module system that answer with figures.
#ifndef LIB_SYSTEM_H
#define LIB_SYSTEM_H

#include "mod/module.h"

verb_fn system_info, system_gcollect, system_memfree, system_wifirssi;
verb_fn system_uptime, system_top, system_sessions, system_rssi;
verb_fn system_memory_usage, system_disk_usage, system_pinmap, system_ifconfig, system_sun;

#endif
