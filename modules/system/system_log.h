// The verb of module system that shows the log.
#ifndef MODULES_SYSTEM_LOG_H
#define MODULES_SYSTEM_LOG_H

#include "mod/module.h"

verb_fn system_show_log;
extern const struct field system_log_in[3], system_log_out[1]; // arguments and answer of the verb

#endif
