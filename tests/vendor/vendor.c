// A port in small: what a vendor's system has in place of main.c, memory.c, reset.c and ports/eth.
// The rule that it keeps stands in ports/lwip/network.h: the node's task has lwIP's lock but in
// network_move, network_wait and board_sleep.
#include "vendor.h"
#include "board.h"
#include "clock.h"
#include "device.h"
#include "hw/boards.h"
#include "hw/hw.h"
#include "memory.h"
#include "network_state.h"
#include "news.h"
#include "node/node.h"
#include "reset.h"
#include "round.h"
// clang-format off
#include "stack.h" // renames what lwIP calls as we do: before its other headers
#include "lwip/tcpip.h"
// clang-format on
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

enum { HEAP_BYTES = 1024 * 1024, SAID_MAX = 64 * 1024, STEP_MS = 20 };

static _Noreturn void give_up(const char *why)
{
    fprintf(stderr, "vendor: %s\n", why);
    abort();
}

// ---- lwIP's lock ----

static _Thread_local bool has_lock;
static bool is_running; // lwIP's own start needs no lock

void vendor_lock(void)
{
    if (has_lock)
        give_up("lwIP's lock is taken twice");
    sys_mutex_lock(&lock_tcpip_core);
    has_lock = true;
}

void vendor_unlock(void)
{
    has_lock = false;
    sys_mutex_unlock(&lock_tcpip_core);
}

void vendor_check_lock(void)
{
    if (__atomic_load_n(&is_running, __ATOMIC_SEQ_CST) && !has_lock)
        give_up("lwIP is called without its lock");
}

// ---- the node's task: it sleeps until somebody has news ----

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool is_woken, has_restarted;

static void wake(void)
{
    pthread_mutex_lock(&guard);
    is_woken = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&guard);
}

void network_news(void)
{
    vendor_check_lock();
    wake();
}

static struct timespec after_ms(uint32_t ms)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += ms % 1000 * 1000000L;
    if (t.tv_nsec >= 1000000000L) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000L;
    }
    return t;
}

void board_sleep(uint32_t max_ms)
{
    const struct timespec end = after_ms(max_ms);

    vendor_unlock();
    pthread_mutex_lock(&guard);
    while (!is_woken && !pthread_cond_timedwait(&changed, &guard, &end))
        ;
    is_woken = false;
    pthread_mutex_unlock(&guard);
    vendor_lock();
}

// ---- the network: the radio's events come from another thread ----

static struct network_state state;
static struct {
    bool is_up;
    enum network_kind kind;
} radio = { true, NETWORK_STATION }; // under `guard`
static uint32_t loopback;

void vendor_radio(bool is_up, enum network_kind kind)
{
    pthread_mutex_lock(&guard);
    radio.is_up = is_up;
    radio.kind = kind;
    pthread_mutex_unlock(&guard);
    wake();
}

const struct network_facts *network_facts(void)
{
    return &state.facts;
}

unsigned network_events(void)
{
    return network_state_take(&state);
}

void network_follow(struct node *n)
{
    (void)n;
    pthread_mutex_lock(&guard);
    network_state_link(&state, radio.is_up, clock_ms());
    network_state_kind(&state, radio.kind, clock_ms());
    pthread_mutex_unlock(&guard);
}

void network_start(struct node *n, const char *name)
{
    (void)name;
    netif_set_default(netif_list); // the loopback
    network_state_init(&state, NETWORK_STATION, n->mac);
    network_follow(n);
    network_state_address(&state, loopback, 0, 0, clock_ms());
}

bool network_move(void)
{
    vendor_unlock();
    (void)sched_yield();
    vendor_lock();
    return false;
}

void network_wait(void)
{
    const struct timespec step = { 0, STEP_MS * 1000000L };

    vendor_unlock();
    (void)nanosleep(&step, NULL);
    vendor_lock();
}

uint32_t network_wait_ms(void)
{
    return UINT32_MAX;
}

// ---- the serial line ----

static char said[SAID_MAX]; // under `guard`
static size_t said_len, heard;

void board_uart_put(char c)
{
    pthread_mutex_lock(&guard);
    if (said_len + 1 < sizeof said)
        said[said_len++] = c;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&guard);
}

int board_uart_get(void)
{
    return -1;
}

void vendor_wait_said(const char *text)
{
    const char *found;

    pthread_mutex_lock(&guard);
    while (!(found = strstr(said + heard, text)))
        pthread_cond_wait(&changed, &guard);
    heard = (size_t)(found - said) + strlen(text);
    pthread_mutex_unlock(&guard);
}

// ---- the rest of a chip ----

const struct board *const board_pins = &board_esp32;

void board_start(void) {}

uint64_t board_clock_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

_Noreturn void board_restart(void)
{
    vendor_unlock();
    pthread_mutex_lock(&guard);
    has_restarted = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&guard);
    pthread_exit(NULL);
}

void vendor_wait_restart(void)
{
    pthread_mutex_lock(&guard);
    while (!has_restarted)
        pthread_cond_wait(&changed, &guard);
    pthread_mutex_unlock(&guard);
}

void board_watchdog_feed(uint32_t timeout_ms)
{
    (void)timeout_ms;
}

void board_mac(uint8_t mac[6])
{
    memcpy(mac, "\2\0\0\0\0\1", 6);
}

void board_random(uint8_t *out, size_t len)
{
    if (getrandom(out, len, 0) != (ssize_t)len)
        give_up("no random numbers");
}

bool board_is_of_emulator(uint32_t ipv4)
{
    return ipv4 == loopback;
}

// Two segments of the journal, and more.
enum { SECTOR_BYTES = 4096, FLASH_BYTES = 32 * SECTOR_BYTES };
static _Alignas(4) uint8_t flash_bytes[FLASH_BYTES];

static int program(void *ctx, uint32_t at, const uint32_t *words, size_t n_words)
{
    (void)ctx;
    for (size_t i = 0; i < n_words * sizeof *words; i++)
        flash_bytes[at + i] &= ((const uint8_t *)words)[i];
    return OK;
}

static int erase(void *ctx, uint32_t at)
{
    (void)ctx;
    memset(flash_bytes + at, 0xFF, SECTOR_BYTES);
    return OK;
}

const struct flash *board_flash(void)
{
    static const struct flash flash = {
        NULL, FLASH_BYTES, SECTOR_BYTES, flash_bytes, program, erase
    };

    memset(flash_bytes, 0xFF, sizeof flash_bytes);
    return &flash;
}

const struct hw *board_hw(void)
{
    static const struct hw none = { .name = "vendor" };

    return &none;
}

bool board_take_edge(unsigned *gpio, bool *is_high)
{
    (void)gpio;
    (void)is_high;
    return false;
}

uint32_t memory_heap_free(void)
{
    return HEAP_BYTES;
}

uint32_t memory_free(void)
{
    return HEAP_BYTES;
}

void *memory_take(void *ctx, size_t size)
{
    (void)ctx;
    return malloc(size);
}

void memory_give_back(void *ctx, void *memory)
{
    (void)ctx;
    free(memory);
}

void memory_log(struct node *n)
{
    node_log(n, LOG_DEBUG, "[memory] %u bytes free", (unsigned)memory_free());
}

void reset_report(struct node *n)
{
    node_log(n, LOG_INFO, "[loader] started by power on");
}

_Noreturn void reset_restart(void)
{
    board_restart();
}

// ---- the start ----

static void *run(void *none)
{
    (void)none;
    board_start();
    vendor_lock();
    device_start();
    round_loop();
}

static void stack_runs(void *none)
{
    (void)none;
    pthread_mutex_lock(&guard);
    __atomic_store_n(&is_running, true, __ATOMIC_SEQ_CST);
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&guard);
}

static void on_deadline(int signal)
{
    (void)signal;
    (void)!write(STDERR_FILENO, said, said_len);
    give_up("the time is up");
}

void vendor_start(unsigned deadline_s)
{
    pthread_t task;

    signal(SIGALRM, on_deadline);
    alarm(deadline_s);
    memcpy(&loopback, "\x7f\0\0\1", sizeof loopback);
    tcpip_init(stack_runs, NULL);
    pthread_mutex_lock(&guard);
    while (!is_running)
        pthread_cond_wait(&changed, &guard);
    pthread_mutex_unlock(&guard);
    if (pthread_create(&task, NULL, run, NULL))
        give_up("no thread");
    pthread_detach(task);
}
