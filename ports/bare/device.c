// The board's node: the port's table, and the start.
#include "device.h"
#include "automation/tasks.h"
#include "base/frame.h"
#include "board.h"
#include "clock.h"
#include "connection.h"
#include "crypto.h"
#include "dial.h"
#include "link.h"
#include "memory.h"
#include "no_flash.h"
#include "node/notice.h"
#include "presence.h"
#include "reset.h"
#include "rooms.h"
#include "serial.h"
#include "store/journal.h"
#include "usermod_flash.h"

enum {
    SETTINGS_FILE_MAX = CFG_SETTINGS_BYTES + 64, // largest blob, with its overhead
    OTHER_BLOBS = 4096, // states of load modules, the notice of damaged settings
    // As store/journal.h requires: all generations, the file itself, and twice the largest blob.
    SEGMENT_MIN = (CFG_GENERATIONS + 3) * SETTINGS_FILE_MAX + OTHER_BLOBS + USERMOD_SEGMENT_BYTES,
};

static struct node node;
static struct rooms_state node_rooms;
static struct journal journal;
static uint8_t mac[6];

// The console's session shows the log, as setting dbg says. It is not written anywhere else.
static void device_port_log(void *ctx, enum log_level level, struct text line)
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

static int32_t device_fs_free_percent(void *ctx)
{
    (void)ctx;
    return journal.flash ? (int32_t)journal_free_percent(&journal) : 0;
}

static int32_t device_fs_used_bytes(void *ctx)
{
    (void)ctx;
    return journal.flash ? (int32_t)journal_used_bytes(&journal) : 0;
}

static struct task *device_task_pool(void *ctx, unsigned *n)
{
    static struct task tasks[CFG_TASKS];

    (void)ctx;
    *n = CFG_TASKS;
    return tasks;
}

static const struct blobs *blobs_for(int err)
{
    if (err == ERR_DAMAGED)
        return &no_flash_unreadable;
    return err == ERR_NOTSUP || err == ERR_RANGE ? &no_flash_blobs : &journal.blobs;
}

// ---- start ----

struct node *device_node(void)
{
    return &node;
}

static struct settings_place place = { NULL, &settings_image, NULL };
static struct port operations = { .log = device_port_log,
                                  .mem_free_bytes = mem_free_bytes,
                                  .fs_free_percent = device_fs_free_percent,
                                  .fs_used_bytes = device_fs_used_bytes,
                                  .take = memory_take,
                                  .give_back = memory_give_back,
                                  .task_pool = device_task_pool,
                                  .call_pool = dial_pool,
                                  .dial = dial_start,
                                  .network_mode = presence_mode,
                                  .crypto = &crypto_of_board,
                                  .settings = &place,
                                  .modules = USERMOD_STORE };

SEPARATE_FRAME static void prepare(const struct blobs *blobs)
{
    struct node_facts facts = { board_pins, mac, presence_address(), NULL, LOG_DEBUG };

    place.blobs = operations.blobs = blobs;
    operations.hw = board_hw();
    board_mac(mac);
    rooms_init(&node, &node_rooms, &operations, &facts);
    clock_tell(&node);
    node.boot_ms = node.clock_ms; // log lines before the boot count from here
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

    prepare(blobs_for(err));
    serial_open(&node);
    reset_report(&node);
    report_storage(err);
    boot_load(&node);
    if (journal.is_damaged)
        notice_tell(&node, "[STORAGE] A record in the flash was damaged: the value before it is in "
                           "use. Look at conf, history.");
    clock_tell(&node);
    presence_start(&node);
    port = (uint16_t)settings_int(&node.settings, KEY_socport);
    if (connection_listen(port))
        presence_announce(&node, port);
    else
        node_log(&node, LOG_ERROR, "[ socket server ] no memory to listen on port %u",
                 (unsigned)port);
    usermod_flash_open(&node, operations.blobs);
    memory_log(&node);
    clock_tell(&node);
    boot_run(&node, port);
    usermod_flash_start_all();
}
