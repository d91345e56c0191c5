// Passwords: from a file, the environment or the keyboard.
#include "term/secret.h"
#include "posix/plain_file.h"
#include "term/memory.h"
#include "term/term.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
        secret = *line ? memory_copy(line) : NULL;
    }
    explicit_bzero(line, sizeof line);
    return secret;
}

// It may also come from a pipe, as the shell makes one for <(command). A pipe without a writer
// counts as empty; there is no wait for it.
static FILE *secret_open(const char *file)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat s;

    if (fd < 0)
        return NULL;
    bool is_fit = fstat(fd, &s) == 0 && (S_ISREG(s.st_mode) || S_ISFIFO(s.st_mode));
    if (is_fit && fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK) == 0)
        return fdopen(fd, "r");
    close(fd);
    errno = is_fit ? EIO : EMEDIUMTYPE;
    return NULL;
}

char *secret_given(const char *file, bool *failed)
{
    const char *env = getenv("MICROS_PASSWORD");

    *failed = false;
    if (!file)
        return env && *env ? memory_copy(env) : NULL;
    FILE *in = secret_open(file);
    char *secret = in ? first_line(in) : NULL;
    if (!secret) {
        *failed = true;
        term_error("no password in %s: %s", file,
                   in ? "its first line is empty" : plain_file_error(errno));
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
    tcsetattr(fd, TCSAFLUSH, &quiet); // before the question, or a quick answer would be visible
    dprintf(fd, "password of %s: ", safe);
    free(safe);
    FILE *tty = fdopen(fd, "r");
    char *secret = tty ? first_line(tty) : NULL;
    tcsetattr(fd, TCSAFLUSH, &before);
    dprintf(fd, "\n");
    if (tty)
        fclose(tty);
    return secret;
}
