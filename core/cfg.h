// All compile-time options of the core. Each has its default, its effect and its cost in bytes. A
// target overrides one with -DCFG_NAME=value (MICROS_OPTIONS in targets/<name>.cmake).
#ifndef CFG_H
#define CFG_H

// Longest command line in bytes. Costs this much RAM for each open session. Costs the same on the
// stack while a boot hook with a backslash runs.
#ifndef CFG_LINE_MAX
#define CFG_LINE_MAX 1024
#endif

// How many milliseconds to wait for more of a command that has no newline yet (core/net/line.h). A
// command that a client writes in two pieces arrives within one round trip of a slow wireless
// network. The shortest pause of the original's clients is 400 ms. Each answer to such a client is
// late by this much; other clients lose nothing.
#ifndef CFG_MORE_MS
#define CFG_MORE_MS 100
#endif

// Bytes of a reply or of the settings that are collected before they go to the link or into the
// store. Costs this much stack while a command runs.
#ifndef CFG_REPLY_BUFFER
#define CFG_REPLY_BUFFER 512
#endif

// Longest client name in a log line: 56 hold "[IPv6 address]:port", 24 hold an IPv4 address and
// port. Costs this much RAM for each open session.
#ifndef CFG_PEER_MAX
#define CFG_PEER_MAX 56
#endif

// Room for all settings that differ from their defaults and for unknown keys. Costs this much RAM
// for each node that stores its settings as JSON. An image of the settings costs none.
#ifndef CFG_SETTINGS_BYTES
#define CFG_SETTINGS_BYTES 3072
#endif

// How many earlier generations of the settings are kept for history, diff and undo. Each costs one
// settings file of storage and no RAM.
#ifndef CFG_GENERATIONS
#define CFG_GENERATIONS 8
#endif

// Size of the log ring. Costs this much RAM for each node.
#ifndef CFG_LOG_BYTES
#define CFG_LOG_BYTES 2048
#endif

// Longest log line. Costs this much stack while a line is written.
#ifndef CFG_LOG_LINE
#define CFG_LOG_LINE 192
#endif

// When the node runs a command by itself, this much of the reply is kept for the log. Costs this
// much stack while the command runs.
#ifndef CFG_SELF_REPLY
#define CFG_SELF_REPLY 128
#endif

// How many background tasks a port without a heap can hold.
#ifndef CFG_TASKS
#define CFG_TASKS 4
#endif

// Longest command of a background task, with the node it is for. Costs this much RAM for each place
// in the port's task pool, and as much stack while tasks are compared.
#ifndef CFG_TASK_LINE
#define CFG_TASK_LINE 256
#endif

// How much of a task's output is kept. Costs this much RAM for each place in the task pool.
#ifndef CFG_TASK_OUTPUT
#define CFG_TASK_OUTPUT 512
#endif

// Longest name or address of another node. Costs twice this much RAM for each call that may run at
// the same time.
#ifndef CFG_HOST_MAX
#define CFG_HOST_MAX 64
#endif

// How many calls to other nodes can run at the same time on a port without a heap. Each costs a
// struct peer_call of RAM, which holds the next two options, CFG_TASK_LINE and 160 bytes.
#ifndef CFG_CALLS
#define CFG_CALLS 2
#endif

// How much of another node's answer is kept. A login takes 192. Costs this much RAM for each call.
#ifndef CFG_CALL_REPLY
#define CFG_CALL_REPLY 1024
#endif

// For how many calendar entries "cron why" remembers the last run. Each costs 12 bytes of RAM.
#ifndef CFG_CRON_NOTES
#define CFG_CRON_NOTES 16
#endif

// How many arguments one verb may declare. Each costs 16 bytes of stack while a verb runs.
#ifndef CFG_ARGS_MAX
#define CFG_ARGS_MAX 8
#endif

// How much "why" remembers about the client that changed a module: 56 hold "[IPv6 address]:port", 2
// hold nothing. Costs this much RAM for each loaded module.
#ifndef CFG_CAUSE_PEER
#define CFG_CAUSE_PEER 56
#endif

// Longest kept state of a load module, in the form its file has. Costs this much stack while the
// state is read or written.
#ifndef CFG_KEPT_BYTES
#define CFG_KEPT_BYTES 512
#endif

// How often per minute the kept state of a module may be written when no user at a shell changes
// it. The limit saves flash wear. Later changes are written when the next minute begins. Costs
// nothing.
#ifndef CFG_KEPT_WRITES
#define CFG_KEPT_WRITES 60
#endif

// KiB of memory for a module in Lua if the setting luamem is not set. Costs nothing by itself. The
// engine is a target's option (MICROS_LUA in targets/). The ESP8266 target has it off; there it
// would cost 160 KiB of flash, 32 KiB of RAM for modules and 4 KiB of stack.
#ifndef CFG_LUA_MEMORY
#define CFG_LUA_MEMORY 64
#endif

// The longest melody of the buzzer in bytes. Costs this much RAM while that module is loaded.
#ifndef CFG_MELODY_MAX
#define CFG_MELODY_MAX 512
#endif

// GPIO numbers are below this; at most 64. Each costs 2 bytes of RAM, on a simulated board 7.
#ifndef CFG_GPIO_MAX
#define CFG_GPIO_MAX 54
#endif

// For how many addresses wrong passwords are counted separately. All other addresses share one
// waiting time. Each costs 12 bytes of RAM.
#ifndef CFG_GUESTS
#define CFG_GUESTS 8
#endif

// On how many network interfaces a node is announced by multicast DNS; at most 16. Each costs 9
// bytes of RAM.
#ifndef CFG_PLACES
#define CFG_PLACES 16
#endif

// Rounds of PBKDF2 for a new password. RFC 7677 asks for at least 4096. Costs time at login only.
#ifndef CFG_PASSWORD_ROUNDS
#define CFG_PASSWORD_ROUNDS 4096
#endif

// Rounds that are calculated at a time while a password is checked. No other client is served
// during them. 64 rounds take 20 ms on a chip of 80 MHz.
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
