// Every compile-time option of the core: its default, its effect and its price in bytes.
// A target overrides one by -DCFG_NAME=value (MICROS_OPTIONS in targets/<name>.cmake).
#ifndef CFG_H
#define CFG_H

// Longest command line in bytes. Costs this much RAM for each open session, and once more on
// the stack while a boot hook with a backslash runs.
#ifndef CFG_LINE_MAX
#define CFG_LINE_MAX 1024
#endif

// Milliseconds for which more of a command may come that has no newline (core/net/line.h). A
// command that a client writes in two pieces arrives within the round trip of a slow wireless
// network, and the shortest pause of the original's clients is 400 ms. Costs them this much for
// each answer, and nobody else anything.
#ifndef CFG_MORE_MS
#define CFG_MORE_MS 100
#endif

// Bytes of a reply, or of the settings, gathered before they go to the link or into the store.
// Costs this much stack while a command runs.
#ifndef CFG_REPLY_BUFFER
#define CFG_REPLY_BUFFER 512
#endif

// What a log line calls a client: 56 hold "[IPv6 address]:port", 24 an IPv4 one.
// Costs this much RAM for each open session.
#ifndef CFG_PEER_MAX
#define CFG_PEER_MAX 56
#endif

// Room for all settings that differ from their defaults, and for keys we do not know.
// Costs this much RAM for each node whose settings are a JSON file; none where they are an image.
#ifndef CFG_SETTINGS_BYTES
#define CFG_SETTINGS_BYTES 3072
#endif

// Earlier generations of the settings that are kept for history, diff and undo.
// Costs storage (one settings file each), no RAM.
#ifndef CFG_GENERATIONS
#define CFG_GENERATIONS 8
#endif

// The log ring. Costs this much RAM for each node.
#ifndef CFG_LOG_BYTES
#define CFG_LOG_BYTES 2048
#endif

// Longest log line. Costs this much stack while a line is written.
#ifndef CFG_LOG_LINE
#define CFG_LOG_LINE 192
#endif

// What is kept of the reply of a command that the node gave itself, for its log. Costs this much
// stack while it runs.
#ifndef CFG_SELF_REPLY
#define CFG_SELF_REPLY 128
#endif

// Background tasks that a port without a heap has places for.
#ifndef CFG_TASKS
#define CFG_TASKS 4
#endif

// The longest command of a background task, with the host it is for. Costs this much RAM for each
// place in the port's task pool, and as much stack while tasks are compared.
#ifndef CFG_TASK_LINE
#define CFG_TASK_LINE 256
#endif

// What is kept of a task's output. Costs this much RAM for each place in the task pool.
#ifndef CFG_TASK_OUTPUT
#define CFG_TASK_OUTPUT 512
#endif

// The longest name of another node's host. Costs this much RAM, twice, for each call of another
// node that may run at the same time.
#ifndef CFG_HOST_MAX
#define CFG_HOST_MAX 64
#endif

// Calls of other nodes at the same time that a port without a heap has places for. Costs a struct
// peer_call of RAM each, which holds the next two options, CFG_TASK_LINE and 160 bytes.
#ifndef CFG_CALLS
#define CFG_CALLS 2
#endif

// What is kept of another node's answer; a login takes 192. Costs this much RAM for each such call.
#ifndef CFG_CALL_REPLY
#define CFG_CALL_REPLY 1024
#endif

// Entries of the calendar of which "cron why" knows the last run. Costs 12 bytes of RAM each.
#ifndef CFG_CRON_NOTES
#define CFG_CRON_NOTES 16
#endif

// Arguments that one verb may declare. Costs 16 bytes of stack each while a verb runs.
#ifndef CFG_ARGS_MAX
#define CFG_ARGS_MAX 8
#endif

// What "why" still knows of the client that changed a module: 56 hold "[IPv6 address]:port", 2
// nothing. Costs this much RAM for each loaded module.
#ifndef CFG_CAUSE_PEER
#define CFG_CAUSE_PEER 56
#endif

// The longest kept state of a load module, as its file has it. Costs this much stack while it is
// read or written.
#ifndef CFG_KEPT_BYTES
#define CFG_KEPT_BYTES 512
#endif

// How often a minute the kept state of a module is written that nobody at a shell changes: flash
// wears. What comes more often is written when the next minute begins. Costs nothing.
#ifndef CFG_KEPT_WRITES
#define CFG_KEPT_WRITES 60
#endif

// KiB that a module in Lua may have when the settings say nothing (luamem). Costs nothing by
// itself. The engine is a target's option (MICROS_LUA in targets/): on the ESP8266, where it is
// off, it costs 160 KiB of flash, 32 KiB of RAM for modules and 4 KiB of stack.
#ifndef CFG_LUA_MEMORY
#define CFG_LUA_MEMORY 64
#endif

// The longest melody of the buzzer in bytes. Costs this much RAM while that module is loaded.
#ifndef CFG_MELODY_MAX
#define CFG_MELODY_MAX 512
#endif

// GPIOs are numbered below this, at most 64. Costs 2 bytes of RAM each, on a simulated board 7.
#ifndef CFG_GPIO_MAX
#define CFG_GPIO_MAX 54
#endif

// Addresses whose wrong passwords are remembered at the same time; all others wait together. Costs
// 12 bytes of RAM each.
#ifndef CFG_GUESTS
#define CFG_GUESTS 8
#endif

// Network interfaces that a node is announced on by multicast DNS, at most 16. Costs 9 bytes of RAM
// each.
#ifndef CFG_PLACES
#define CFG_PLACES 16
#endif

// Rounds of PBKDF2 for a new password; RFC 7677 asks for 4096 at least. Costs time at login only.
#ifndef CFG_PASSWORD_ROUNDS
#define CFG_PASSWORD_ROUNDS 4096
#endif

// Rounds that are done at a time while a password is looked at: nobody else is served meanwhile.
// 64 take 20 ms on a chip of 80 MHz.
#ifndef CFG_PASSWORD_SLICE
#define CFG_PASSWORD_SLICE 64
#endif

_Static_assert(CFG_LINE_MAX >= 128 && CFG_LINE_MAX % 4 == 0, "room for a command, or PBKDF2");
_Static_assert(CFG_CALL_REPLY >= 192, "another node's answers to a login must be whole");
_Static_assert(CFG_SETTINGS_BYTES <= 65535, "records of the settings have 16-bit lengths");
_Static_assert(CFG_GPIO_MAX <= 64, "sets of GPIOs are 64-bit masks");
_Static_assert(CFG_ARGS_MAX <= 32, "given arguments are a 32-bit mask");
_Static_assert(CFG_LOG_BYTES <= 65535, "places in the ring are 16 bits");
_Static_assert(CFG_KEPT_WRITES <= 255, "they are counted in 8 bits");
_Static_assert(CFG_PLACES <= 16, "sets of places are 16-bit masks");
_Static_assert(CFG_CALLS <= 255, "they are counted in 8 bits");

#endif
