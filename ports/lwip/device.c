// The node of the board: its port's table, its start.
#include "board.h"
#include "clock.h"
#include "connection.h"
#include "crypto.h"
#include "dial.h"
#include "device.h"
#include "link.h"
#include "memory.h"
#include "network.h"
#include "rooms.h"
#include "automation/tasks.h"
#include "own_flash.h"
#include "reset.h"
#include "serial.h"
#include "stack.h"
#include "store/journal.h"

enum {
    SETTINGS_FILE_MAX = CFG_SETTINGS_BYTES + 64, // the largest blob; with what is around it
    OTHER_BLOBS = 4096, // states of load modules, the notice of damaged settings
    // As store/journal.h counts: all generations, the file itself, and the largest twice.
    SEGMENT_MIN = (CFG_GENERATIONS + 3) * SETTINGS_FILE_MAX + OTHER_BLOBS + OWN_SEGMENT_BYTES,
};

static struct node node;
static struct rooms_state rooms;
static struct journal journal;
static uint8_t mac[6];

// The console's session shows the log, as setting dbg wants it; there is no other place for it.
static void port_log(void *ctx, enum log_level level, struct text line)
{
    (void)ctx;
    (void)level;
    (void)line;
}

static int32_t mem_free_bytes(void *ctx)
{
    (void)ctx;
    return (int32_t)memory_free();
}

static int32_t fs_free_percent(void *ctx)
{
    (void)ctx;
    return journal.flash ? (int32_t)journal_free_percent(&journal) : 0;
}

static struct task *task_pool(void *ctx, unsigned *n)
{
    static struct task tasks[CFG_TASKS];

    (void)ctx;
    *n = CFG_TASKS;
    return tasks;
}

// ---- storage of a board without flash: it holds nothing and takes nothing ----

static int no_read(void *ctx, const char *name, uint32_t offset, char *buf, size_t cap)
{
    (void)ctx;
    (void)name;
    (void)offset;
    (void)buf;
    (void)cap;
    return ERR_NAME;
}

static int no_begin(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
    return ERR_STORE;
}

static int no_write(void *ctx, const char *data, size_t len)
{
    (void)ctx;
    (void)data;
    (void)len;
    return ERR_STORE;
}

static int no_commit(void *ctx)
{
    (void)ctx;
    return ERR_STORE;
}

static void no_abort(void *ctx)
{
    (void)ctx;
}

static int no_remove(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
    return ERR_NAME;
}

static const char *no_map(void *ctx, const char *name, size_t *len)
{
    (void)ctx;
    (void)name;
    (void)len;
    return NULL;
}

static const struct blobs no_blobs = { NULL,      no_read,  no_begin,  no_write,
                                       no_commit, no_abort, no_remove, no_map };

// Load modules live in lwIP's heap.
static void *port_take(void *ctx, size_t size)
{
    (void)ctx;
    return mem_malloc((mem_size_t)size);
}

static void port_give_back(void *ctx, void *memory)
{
    (void)ctx;
    mem_free(memory);
}

// ---- start ----

struct node *device_node(void)
{
    node_time(&node, clock_ms(), clock_wall_ms());
    return &node;
}

static struct settings_place place = { NULL, &settings_image, NULL };
static struct port operations = { .log = port_log,
                                  .mem_free_bytes = mem_free_bytes,
                                  .fs_free_percent = fs_free_percent,
                                  .take = port_take,
                                  .give_back = port_give_back,
                                  .task_pool = task_pool,
                                  .call_pool = dial_pool,
                                  .dial = dial_begin,
                                  .crypto = &lwip_crypto,
                                  .settings = &place,
                                  .modules = OWN_STORE };

__attribute__((noinline)) static void prepare(const struct blobs *blobs)
{
    struct node_facts facts = { board_pins, mac, network_address(), NULL, LOG_DEBUG };

    place.blobs = operations.blobs = blobs;
    operations.hw = board_hw();
    board_mac(mac);
    rooms_init(&node, &rooms, &operations, &facts);
    node.boot_ms = device_node()->clock_ms; // what is logged before the boot counts from here
}

static int open_storage(void)
{
    const struct flash *flash = board_flash();

    return flash ? journal_open(&journal, flash, SEGMENT_MIN) : ERR_NOTSUP;
}

static void report_storage(int err)
{
    if (err)
        node_log(&node, LOG_ERROR, "[loader] settings cannot be changed, flash: %s", err_text(err));
}

void device_start(void)
{
    int err = open_storage();
    uint16_t port;

    prepare(err == ERR_NOTSUP || err == ERR_RANGE ? &no_blobs : &journal.blobs);
    serial_open(&node);
    reset_report(&node);
    report_storage(err);
    boot_load(&node);
    network_start(device_node());
    port = (uint16_t)settings_int(&node.settings, KEY_socport);
    if (connection_listen(port))
        network_announce(&node, port);
    else
        node_log(&node, LOG_ERROR, "[ socket server ] no memory to listen on port %u",
                 (unsigned)port);
    own_flash_start(operations.blobs);
    memory_log(&node);
    boot_run(device_node(), port);
    own_flash_begin();
}
