// 1-Wire through the kernel's master (Documentation/w1/w1-generic.rst).
#ifndef LINUX_HW_ONEWIRE_H
#define LINUX_HW_ONEWIRE_H

#include "hw/hw.h"
#include "kernel.h"
#include <pthread.h>

enum { ONEWIRE_PADS = 16, ONEWIRE_PAD_BYTES = 9 };

struct onewire {
    pthread_t thread; // makes the kernel convert
    bool has_thread;
    unsigned bits; // resolution to set; `err` is the result
    int err;
    bool is_converting; // the thread runs and owns the members below; atomic
    struct path bus;    // folder of the bus
    struct scratchpad {
        uint8_t rom[8]; // family 0: row is free
        bool is_right;  // it answered
        uint8_t bytes[ONEWIRE_PAD_BYTES];
    } pads[ONEWIRE_PADS];
};

int onewire_transfer(struct onewire *o, const struct kernel *k, const struct onewire_message *m);
int onewire_next(const struct kernel *k, unsigned gpio, uint8_t rom[8]);

// Waits for the thread, so until started conversions have ended.
void onewire_close(struct onewire *o);

#endif
