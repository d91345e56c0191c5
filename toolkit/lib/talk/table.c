// Tables for people, and the old toolkit's layouts.
#include "talk/table.h"
#include "term/memory.h"
#include "term/term.h"
#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

// libsmartcols fails only if it finds no memory.
static void fill_row(struct libscols_table *table, const char *const *cells, size_t n)
{
    struct libscols_line *line = scols_table_new_line(table, NULL);

    for (size_t i = 0; i < n; i++)
        if (!line ||
            scols_line_refer_data(line, i, term_escape(cells[i], strlen(cells[i]), "")) != 0)
            memory_none();
}

void table_print(const char *const *titles, size_t n_columns, const char *const *cells,
                 size_t n_rows)
{
    struct libscols_table *table = scols_new_table();

    for (size_t i = 0; i < n_columns; i++)
        if (!table || !scols_table_new_column(table, titles[i], 0, 0))
            memory_none();
    for (size_t i = 0; i < n_rows; i++)
        fill_row(table, cells + i * n_columns, n_columns);
    if (scols_print_table(table) != 0)
        memory_none();
    scols_unref_table(table);
}

// A word in its style, then blanks up to `width`; at least one, so that columns never touch.
static void padded(enum term_style style, const char *text, int width)
{
    int len = (int)strlen(text);

    term_word(stdout, style, text);
    printf("%*s", len < width ? width - len : 1, "");
}

static void print_status_row(const struct health *row)
{
    char memfree[32] = "<n/a>", comm[24] = "<n/a>";

    if (row->memfree >= 0)
        snprintf(memfree, sizeof memfree, "%lld byte", row->memfree);
    if (row->comm_s >= 0)
        snprintf(comm, sizeof comm, "%.3f", row->comm_s);
    padded(TERM_PLAIN, row->device->uid, 30);
    padded(TERM_MAGENTA, row->name, 18);
    term_word(stdout, TERM_PLAIN, row->ip);
    putchar('\t');
    term_word(stdout, row->is_online ? TERM_GREEN : TERM_YELLOW,
              row->is_online ? "ONLINE" : "OFFLINE");
    printf("\t\t%s\t", memfree);
    term_word(stdout, TERM_PLAIN, row->version);
    printf("\t\t%s\n", comm);
}

void table_print_status(const struct health *rows, size_t n)
{
    term_word(stdout, TERM_BOLD_BLUE, "       [ UID ]                [ FUID ]");
    fputs("\t\t", stdout);
    term_word(stdout, TERM_BOLD_BLUE, "[ IP ]");
    fputs("\t\t", stdout);
    term_word(stdout, TERM_BOLD_BLUE, "[ STATUS ]");
    fputs("\t", stdout);
    term_word(stdout, TERM_BOLD_BLUE, "[ MEMFREE ]");
    fputs("\t", stdout);
    term_word(stdout, TERM_BOLD_BLUE, "[ VERSION ]");
    fputs("\t", stdout);
    term_word(stdout, TERM_BOLD_BLUE, "[COMM SEC]");
    fputs("\n", stdout);
    for (size_t i = 0; i < n; i++)
        print_status_row(&rows[i]);
}

size_t table_print_devices(const struct cache *cache, const struct device **order)
{
    size_t n = 0;
    char index[24];

    term_word(stdout, TERM_GREEN, "[i]         FUID        IP               UID");
    fputc('\n', stdout);
    for (size_t i = 0; i < cache->n; i++) {
        const struct device *device = &cache->items[i];
        if (cache_is_placeholder(device))
            continue;
        snprintf(index, sizeof index, "[%zu]", n);
        term_word(stdout, TERM_BOLD, index);
        fputs(" Device: ", stdout);
        term_word(stdout, TERM_BLUE, device->name);
        fputs(" - ", stdout);
        term_word(stdout, TERM_PLAIN, device->ip);
        fputs(" - ", stdout);
        term_word(stdout, TERM_PLAIN, device->uid);
        fputc('\n', stdout);
        order[n++] = device;
    }
    return n;
}
