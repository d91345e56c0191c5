// Passwords: from a file, the environment or the keyboard.
#include "term/secret.h"

#include "term/term.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { LONGEST = 512 };

void secret_free(char *secret)
{
    if (secret)
        explicit_bzero(secret, strlen(secret));
    free(secret);
}

static char *first_line(FILE *file)
{
    char line[LONGEST];
    char *secret = NULL;
    if (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = '\0';
        secret = *line ? strdup(line) : NULL;
    }
    explicit_bzero(line, sizeof line);
    return secret;
}

char *secret_given(const char *file, bool *failed)
{
    const char *env = getenv("MICROS_PASSWORD");
    *failed = false;
    if (!file)
        return env && *env ? strdup(env) : NULL;
    FILE *in = fopen(file, "re");
    char *secret = in ? first_line(in) : NULL;
    if (!secret) {
        *failed = true;
        term_error("no password in %s: %s", file, in ? "its first line is empty" : strerror(errno));
    }
    if (in)
        fclose(in);
    return secret;
}

char *secret_ask(const char *whose)
{
    struct termios before, quiet;
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (fd < 0 || tcgetattr(fd, &before) != 0) {
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    quiet.c_lflag |= ICANON | ISIG;
    quiet.c_iflag |= ICRNL;
    char *safe = term_escape(whose, strlen(whose), "");
    tcsetattr(fd, TCSAFLUSH, &quiet); // before the question, or a quick answer would show
    dprintf(fd, "password of %s: ", safe ? safe : "the node");
    free(safe);
    FILE *tty = fdopen(fd, "r");
    char *secret = tty ? first_line(tty) : NULL;
    tcsetattr(fd, TCSAFLUSH, &before);
    dprintf(fd, "\n");
    if (tty)
        fclose(tty);
    return secret;
}
