// The settings of a node. Each has one row, which gives it a name in the code.
#ifndef NODE_KEYS_H
#define NODE_KEYS_H

#include "base/field.h"
#include "cfg.h"

// X(key, kind, text default, number default, least, most, flags, help). For a text, least and most
// limit its length.
// clang-format off
#define KEYS(X)                                                                                \
    X(version, K_TEXT, "n/a", 0, 0, 0, F_STATE, "version of the software that runs")           \
    X(auth, K_BOOL, 0, 1, 0, 0, 0, "ask for the password; false opens the shell to everyone")  \
    X(staessid, K_TEXT, "your_wifi_name", 0, 1, 32, F_REBOOT | F_BLANKS, "Wi-Fi network to join")         \
    X(stapwd, K_TEXT, "your_wifi_passwd", 0, 8, 64, F_REBOOT | F_SECRET | F_BLANKS,                       \
      "password of the Wi-Fi network")                                                         \
    X(devfid, K_TEXT, "node01", 0, 1, 32, F_NAME, "name of this node")                         \
    X(appwd, K_TEXT, "ADmin123", 0, 8, 63, F_SECRET | F_HASHED, "password of this node")       \
    X(pled, K_BOOL, 0, 1, 0, 0, F_DRIVE, "the LED shows that the node works")                        \
    X(dbg, K_BOOL, 0, 1, 0, 0, F_DRIVE, "show the log on the console")                               \
    X(nwmd, K_TEXT, "n/a", 0, 0, 0, F_STATE, "network mode: STA or AP")                        \
    X(hwuid, K_TEXT, "n/a", 0, 0, 0, F_STATE, "unique number of this board, from its MAC")     \
    X(soctout, K_INT, 0, 100, 1, 86400, 0,                                                     \
      "seconds without a command after which a session ends")                                  \
    X(socport, K_INT, 0, 9008, 1, 65535, F_REBOOT, "TCP port of the shell")                    \
    X(socmax, K_INT, 0, 32, 1, 1024, 0, "shell sessions at the same time")                     \
    X(devip, K_TEXT, "n/a", 0, 0, 0, F_ADDRESS, "address of this node")                        \
    X(timirq, K_BOOL, 0, 0, 0, 0, F_REBOOT, "run timirqcbf periodically")                      \
    X(cron, K_BOOL, 0, 0, 0, 0, 0, "run crontasks by the calendar")                            \
    X(crontasks, K_TEXT, "n/a", 0, 1, 1024, F_COMMAND | F_BLANKS,                                                 \
      "WD:H:M:S!module function; more after a semicolon")                                      \
    X(timirqcbf, K_TEXT, "n/a", 0, 1, 512, F_REBOOT | F_COMMAND | F_BLANKS, "commands of the timer")                   \
    X(timirqseq, K_INT, 0, 3000, 1, 86400000, F_REBOOT, "period of the timer in milliseconds") \
    X(irqmembuf, K_INT, 0, 1000, 0, 1000000, F_REBOOT, "bytes kept for events")                \
    X(extirq, K_BOOL, 0, 0, 0, 0, F_REBOOT, "run extirqcbf when the event pin rises")          \
    X(extirqcbf, K_TEXT, "n/a", 0, 1, 512, F_REBOOT | F_COMMAND | F_BLANKS, "commands of the event pin")               \
    X(boothook, K_TEXT, "n/a", 0, 1, 512, F_REBOOT | F_COMMAND | F_BLANKS,                                            \
      "commands at boot, before the network; # leaves one out")                                \
    X(gmttime, K_HOURS, 0, 1, -12, 14, F_DRIVE, "hours ahead of UTC")                                \
    X(boostmd, K_BOOL, 0, 1, 0, 0, F_REBOOT | F_DRIVE, "run the CPU at its high clock")                  \
    X(irqmreq, K_INT, 0, 6000, 0, 1000000, 0,                                                  \
      "bytes that must be free to switch timirq or extirq on")                                 \
    X(utc, K_TEXT, "n/a", 0, 1, 16, F_DRIVE, "minutes ahead of UTC, in place of gmttime")             \
    X(timezone, K_TEXT, "n/a", 0, 1, 64, F_DRIVE,                                                    \
      "a rule as CET-1CEST,M3.5.0,M10.5.0/3, or a name as Europe/Budapest")   \
    X(lat, K_TEXT, "n/a", 0, 1, 32, F_DRIVE, "latitude in degrees, north is positive: for sunrise")   \
    X(lon, K_TEXT, "n/a", 0, 1, 32, F_DRIVE, "longitude in degrees, east is positive")                \
    X(ntp, K_TEXT, "pool.ntp.org", 0, 1, 128, F_REBOOT, "time servers, with ; between them")   \
    X(cronsync, K_BOOL, 0, 1, 0, 0, 0, "crontasks wait for the right time")  \
    X(cronlate, K_INT, 0, 3600, 0, 86400, 0,                                                   \
      "seconds by which crontasks may run late")     \
    X(irq1, K_BOOL, 0, 0, 0, 0, F_REBOOT, "run commands at an edge of this pin")              \
    X(irq1_cbf, K_TEXT, "n/a", 0, 1, 512, F_REBOOT | F_COMMAND | F_BLANKS, "commands of this pin")                  \
    X(irq1_trig, K_TEXT, "n/a", 0, 1, 4, F_REBOOT, "up, down or both; n/a is up")            \
    X(irq2, K_BOOL, 0, 0, 0, 0, F_REBOOT, "run commands at an edge of this pin")              \
    X(irq2_cbf, K_TEXT, "n/a", 0, 1, 512, F_REBOOT | F_COMMAND | F_BLANKS, "commands of this pin")                  \
    X(irq2_trig, K_TEXT, "n/a", 0, 1, 4, F_REBOOT, "up, down or both; n/a is up")            \
    X(irq3, K_BOOL, 0, 0, 0, 0, F_REBOOT, "run commands at an edge of this pin")              \
    X(irq3_cbf, K_TEXT, "n/a", 0, 1, 512, F_REBOOT | F_COMMAND | F_BLANKS, "commands of this pin")                  \
    X(irq3_trig, K_TEXT, "n/a", 0, 1, 4, F_REBOOT, "up, down or both; n/a is up")            \
    X(irq4, K_BOOL, 0, 0, 0, 0, F_REBOOT, "run commands at an edge of this pin")              \
    X(irq4_cbf, K_TEXT, "n/a", 0, 1, 512, F_REBOOT | F_COMMAND | F_BLANKS, "commands of this pin")                  \
    X(irq4_trig, K_TEXT, "n/a", 0, 1, 4, F_REBOOT, "up, down or both; n/a is up")            \
    X(irq_prell_ms, K_INT, 0, 300, 0, 60000, F_REBOOT,                                         \
      "milliseconds in which a pin may bounce")                                  \
    X(aioqueue, K_INT, 0, 5, 1, 64, 0, "background tasks at the same time")                    \
    X(luamem, K_INT, 0, CFG_LUA_MEMORY, 24, 4096, 0,                                           \
      "KiB of memory that a module written in Lua may have")                                   \
    X(luatime, K_INT, 0, 20, 1, 25, 0,                                                         \
      "milliseconds that one call of a module in Lua may take")                             \
    X(hostpwd, K_TEXT, "n/a", 0, 1, 512, F_SECRET,                                             \
      "passwords of other nodes: name=password;name=password")                                 \
    X(pytime, K_INT, 0, 5000, 100, 600000, 0,                                                  \
      "milliseconds that a call of a module in Python may take")                               \
    X(pymem, K_INT, 0, 64, 32, 4096, 0, "MiB of memory that a module in Python may have")  \
    X(cstmpmap, K_TEXT, "n/a", 0, 1, 256, F_REBOOT,                                            \
      "GPIOs of your own for pins of this board: pwm_1:4; irq1:12")                            \
    X(plainpwd, K_BOOL, 0, 1, 0, 0, 0, "take the password in clear, as older clients send it") \
    X(hostplain, K_TEXT, "n/a", 0, 1, 256, 0,                                                  \
      "older nodes that get their password in clear: name;name")                               \
    X(changed, K_TEXT, "n/a", 0, 0, 0, F_STATE, "last change: its generation, by whom, and when")
// clang-format on

enum key {
#define X(key, ...) KEY_##key,
    KEYS(X)
#undef X
        KEY_COUNT
};

extern const struct field keys[KEY_COUNT];

#endif
