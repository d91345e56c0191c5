// Asks one node who it is and how much memory it has: hello HOST [PORT].
#include <micros.h>
#include <stdio.h>
#include <stdlib.h>

static int hello_ask(struct micros_session *session, const char *line)
{
    struct micros_reply reply;
    enum micros_result result = micros_session_command(session, line, &reply);

    if (result != MICROS_OK && result != MICROS_FAILED) {
        fprintf(stderr, "%s: %s\n", line, micros_result_text(result));
        return 1;
    }
    fwrite(reply.text, 1, reply.len, stdout);
    return result == MICROS_OK ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: hello HOST [PORT]\n");
        return 2;
    }
    uint16_t port = argc > 2 ? (uint16_t)atoi(argv[2]) : MICROS_PORT;
    struct micros_session *session;
    enum micros_result result = micros_session_open(argv[1], port, 3000, &session);
    if (result != MICROS_OK) {
        fprintf(stderr, "%s: %s\n", argv[1], micros_result_text(result));
        return 1;
    }
    int failed = hello_ask(session, "hello") | hello_ask(session, "system info");
    micros_session_close(session);
    return failed;
}
