// Tables for people, and the old toolkit's layouts that scripts may read.
#ifndef TABLE_H
#define TABLE_H

#include "device/cache.h"
#include "talk/health.h"

// A column-aligned table: `rows` times `n_columns` texts, row after row.
void table_print(const char *const *titles, size_t n_columns, const char *const *cells,
                 size_t n_rows);

// The status table in the layout of the old toolkit, all columns of both its forms.
void table_print_status(const struct health *rows, size_t n);

// The old toolkit's list of devices: a header and `[0] Device: name - ip - uid` lines, without
// placeholders. Fills `order` (room for cache->n) with the listed devices and returns how many.
size_t table_print_devices(const struct cache *cache, const struct device **order);

#endif
