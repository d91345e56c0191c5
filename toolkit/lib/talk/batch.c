// Sends the same commands to several nodes at once.
#include "talk/batch.h"
#include "device/hello.h"
#include "device/identity.h"
#include "device/moved.h"
#include "device/passwords.h"
#include "device/trust.h"
#include "term/exits.h"
#include "term/memory.h"
#include "term/secret.h"
#include "term/term.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HELLO_MS = 2000 }; // to ask a node for its name once more

struct running {
    const struct batch *batch;
    struct batch_item *items;
    size_t n, reported;
    bool can_ask;    // a locked node may get a password later
    bool can_search; // a device that has moved may be looked for
};

static void keep_answers(struct batch_item *item, const struct micros_visit *visit)
{
    item->answers = memory_take(visit->n_answers, sizeof *item->answers);
    for (size_t i = 0; i < visit->n_answers; i++) {
        const struct micros_answer *from = &visit->answers[i];
        struct batch_answer *to = &item->answers[item->n_answers];
        *to = (struct batch_answer){ .command = from->command,
                                     .len = from->reply.len,
                                     .result = from->result,
                                     .configure = from->configure,
                                     .took_us = from->reply.took_us };
        to->text = memory_take(to->len + 1, 1);
        memcpy(to->text, from->reply.text, to->len + 1); // it may contain zeros
        item->n_answers++;
    }
}

static void forget_answers(struct batch_item *item)
{
    for (size_t i = 0; i < item->n_answers; i++)
        free(item->answers[i].text);
    free(item->answers);
    free(item->notice);
    free(item->name);
    item->answers = NULL;
    item->notice = item->name = NULL;
    item->n_answers = 0;
}

static void report_ready(struct running *run)
{
    for (; run->reported < run->n && run->items[run->reported].is_done; run->reported++)
        if (run->batch->ready)
            run->batch->ready(run->batch->ctx, &run->items[run->reported]);
}

// It may have got another address.
static bool batch_is_lost(const struct batch_item *item)
{
    return item->result == MICROS_OTHER_DEVICE ||
           (item->result == MICROS_UNREACHABLE && item->target.device);
}

static void batch_take_visit(void *ctx, struct micros_visit *visit)
{
    struct running *run = ctx;
    struct batch_item *item = visit->user;

    if (visit->result == MICROS_NO_MEMORY)
        memory_none(); // this says nothing about the node
    forget_answers(item);
    item->result = visit->result;
    item->notice = memory_copy(visit->notice);
    item->name = memory_copy(visit->name);
    keep_answers(item, visit);
    item->is_proven = item->is_proven || visit->is_proven;
    item->wait_s = visit->wait_s;
    item->is_done = !(run->can_ask && item->result == MICROS_NEEDS_PASSWORD) &&
                    !(run->can_search && batch_is_lost(item));
    report_ready(run);
}

// Visits every item that is not done. Returns the result of the fan-out.
static enum micros_result visit_all(struct running *run, const char *password)
{
    const struct batch *batch = run->batch;
    struct micros_visit *visits = memory_take(run->n, sizeof *visits);
    size_t n = 0;

    for (size_t i = 0; i < run->n; i++) {
        struct batch_item *item = &run->items[i];
        if (!item->is_done)
            visits[n++] = (struct micros_visit){
                .host = item->target.address.host,
                .port = item->target.address.port,
                .commands = batch->commands,
                .n_commands = batch->n_commands,
                .password = password ? password : item->password,
                .trust = trust_of(item->target.device, batch->options),
                .user = item,
            };
    }
    struct micros_fleet fleet = { .connect_timeout_ms = batch->options->timeout_ms,
                                  .timeout_ms = batch->options->timeout_ms,
                                  .limit = batch->options->jobs,
                                  .ctx = run,
                                  .done = batch_take_visit };
    enum micros_result result = micros_fleet_run(&fleet, visits, n);
    if (result == MICROS_NO_MEMORY)
        memory_none();
    free(visits);
    return result;
}

static const char *first_locked(const struct running *run)
{
    for (size_t i = 0; i < run->n; i++)
        if (!run->items[i].is_done)
            return run->items[i].target.label;
    return NULL;
}

// Looks for lost devices, and visits those that were found elsewhere.
static enum micros_result follow_lost(struct running *run, const char *password)
{
    struct target **lost = memory_take(run->n, sizeof *lost);
    struct address *before = memory_take(run->n, sizeof *before);
    size_t n = 0;

    for (size_t i = 0; i < run->n; i++) {
        before[i] = run->items[i].target.address;
        if (batch_is_lost(&run->items[i]))
            lost[n++] = &run->items[i].target;
    }
    run->can_search = false;
    size_t moved = n ? moved_find(lost, n, run->batch->options, run->batch->cache) : 0;
    for (size_t i = 0; n && i < run->n; i++)
        if (batch_is_lost(&run->items[i]))
            run->items[i].is_done =
                memcmp(&before[i], &run->items[i].target.address, sizeof *before) == 0;
    free(lost);
    free(before);
    report_ready(run);
    return moved ? visit_all(run, password) : MICROS_OK;
}

static void note_proofs(const struct batch *batch, const struct batch_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (items[i].is_proven)
            trust_note_proof(batch->cache, items[i].target.device);
}

static void batch_take_hello(void *ctx, struct micros_visit *visit)
{
    const struct batch *batch = ctx;
    const struct batch_item *item = visit->user;
    struct micros_hello hello;

    if (visit->result == MICROS_NO_MEMORY)
        memory_none();
    if (visit->n_answers &&
        hello_parse(visit->answers[0].reply.text, visit->answers[0].reply.len, &hello))
        identity_note(batch->cache, item->target.device, &hello);
}

static bool is_doubtful(const struct batch_item *item)
{
    const struct device *device = item->target.device;

    return item->name && identity_is_doubtful(device, device ? device->name : "", item->name);
}

// Asks nodes for their UID if their name differs from the one in the cache.
static void check_names(const struct batch *batch, struct batch_item *items, size_t n)
{
    static const char *const say_hello[] = { "hello" };
    struct micros_visit *visits = memory_take(n, sizeof *visits);
    size_t doubtful = 0;

    for (size_t i = 0; batch->cache && i < n; i++)
        if (is_doubtful(&items[i]))
            visits[doubtful++] = (struct micros_visit){ .host = items[i].target.address.host,
                                                        .port = items[i].target.address.port,
                                                        .commands = say_hello,
                                                        .n_commands = 1,
                                                        .user = &items[i] };
    struct micros_fleet fleet = { .connect_timeout_ms = HELLO_MS,
                                  .timeout_ms = HELLO_MS,
                                  .limit = batch->options->jobs,
                                  .ctx = (void *)(uintptr_t)batch,
                                  .done = batch_take_hello };
    if (doubtful)
        micros_fleet_run(&fleet, visits, doubtful);
    free(visits);
}

// Gives each item its password from the password file. False after a message.
static bool find_passwords(struct batch_item *items, size_t n)
{
    struct passwords passwords;

    if (passwords_load(&passwords) != 0)
        return false;
    for (size_t i = 0; i < n; i++)
        items[i].password =
            passwords_find(&passwords, items[i].target.device, items[i].target.label);
    passwords_free(&passwords);
    return true;
}

int batch_run(const struct batch *batch, struct batch_item *items, size_t n)
{
    bool failed;
    char *password = secret_given(batch->options->password_file, &failed);

    if (failed || (!password && !find_passwords(items, n)))
        return EXIT_GENERIC;
    struct running run = { .batch = batch,
                           .items = items,
                           .n = n,
                           .can_ask = batch->may_ask && !password && isatty(STDIN_FILENO),
                           .can_search = batch->may_search && batch->cache };
    enum micros_result result = visit_all(&run, password);
    if (result == MICROS_OK && run.can_search)
        result = follow_lost(&run, password);
    const char *locked = result == MICROS_OK ? first_locked(&run) : NULL;
    if (locked) {
        run.can_ask = false;
        password = secret_ask(locked);
        result = visit_all(&run, password);
    }
    secret_free(password);
    if (result == MICROS_OK) {
        note_proofs(batch, items, n);
        check_names(batch, items, n);
        return EXIT_OK;
    }
    term_error("cannot talk with nodes: %s", micros_result_text(result));
    return EXIT_GENERIC;
}

void batch_add(struct batch_item **items, size_t *n, const struct target *target)
{
    *items = memory_grow(*items, *n + 1, sizeof **items);
    (*items)[(*n)++] = (struct batch_item){ .target = *target };
}

void batch_free(struct batch_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        forget_answers(&items[i]);
        secret_free(items[i].password);
    }
    free(items);
}

int batch_exit_code(const struct batch_item *items, size_t n)
{
    int code = -1;

    for (size_t i = 0; i < n; i++)
        code = exits_add(code, exits_of(items[i].result));
    return code < 0 ? EXIT_OK : code;
}

void batch_report(const struct batch_item *item)
{
    char why[256];
    const struct address *at = &item->target.address;

    if (item->result == MICROS_OK || item->result == MICROS_FAILED)
        return;
    exits_explain(item->result, item->wait_s, why, sizeof why);
    term_error("%s (%s port %u): %s", item->target.label, at->host, at->port, why);
}
