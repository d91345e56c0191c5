// From results of conversations to exit codes and advice.
#include "term/exits.h"
#include <stdio.h>

int exits_of(enum micros_result result)
{
    switch (result) {
    case MICROS_OK: return EXIT_OK;
    case MICROS_UNKNOWN_DEVICE: return EXIT_UNKNOWN_DEVICE;
    case MICROS_UNREACHABLE: return EXIT_UNREACHABLE;
    case MICROS_BUSY:
    case MICROS_NEEDS_PASSWORD:
    case MICROS_AUTH_FAILED: return EXIT_REFUSED;
    case MICROS_TIMEOUT: return EXIT_TIMEOUT;
    case MICROS_FAILED: return EXIT_COMMAND_FAILED;
    case MICROS_BAD_INPUT: return EXIT_USAGE;
    case MICROS_OTHER_DEVICE: return EXIT_OTHER_DEVICE;
    case MICROS_NOT_PROVEN: return EXIT_NOT_PROVEN;
    case MICROS_PLAIN_REFUSED: return EXIT_PLAIN_REFUSED;
    case MICROS_MUST_WAIT: return EXIT_MUST_WAIT;
    case MICROS_CLOSED:
    case MICROS_TOO_LONG:
    case MICROS_NO_MEMORY:
    case MICROS_SYSTEM: break;
    }
    return EXIT_GENERIC;
}

int exits_add(int sum, int code)
{
    if (sum < 0 || sum == code)
        return code;
    if (sum == EXIT_OK || code == EXIT_OK || sum == EXIT_PARTLY)
        return EXIT_PARTLY;
    return EXIT_GENERIC;
}

const char *exits_advice(enum micros_result result)
{
    switch (result) {
    case MICROS_UNREACHABLE:
        return "is it switched on? `micros search` finds nodes that changed their address";
    case MICROS_BUSY: return "try again when the other client is done";
    case MICROS_NEEDS_PASSWORD: return "give it with --password-file FILE or in MICROS_PASSWORD";
    case MICROS_AUTH_FAILED: return "check the password file, MICROS_PASSWORD, or what you typed";
    case MICROS_TIMEOUT: return "the node may serve another client; --timeout MS waits longer";
    case MICROS_OTHER_DEVICE: return "`micros search` finds where the device is now";
    case MICROS_NOT_PROVEN:
        return "it may be a stranger, or its password was removed; if you removed it, run `micros "
               "devices plain NAME`";
    case MICROS_PLAIN_REFUSED:
        return "for an older node, --plain-password sends it once, `micros devices plain NAME` "
               "always";
    case MICROS_SYSTEM: return "try fewer nodes at once with --jobs N";
    default: return "";
    }
}

void exits_explain(enum micros_result result, unsigned wait_s, char *text, size_t size)
{
    const char *advice = exits_advice(result), *join = *advice ? "; " : "";
    char wait[48] = "";

    if (wait_s)
        snprintf(wait, sizeof wait, "; try again in %u s", wait_s);
    snprintf(text, size, "%s%s%s%s", micros_result_text(result), wait, join, advice);
}
