// A line editor for the terminal: libedit, with a poll so that the node is heard while the user
// types.
#include "term/editor.h"
#include "posix/plain_file.h"
#include "term/memory.h"
#include "term/paths.h"
#include "term/term.h"
#include <errno.h>
#include <fcntl.h>
#include <histedit.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>

enum { REMEMBERED_LINES = 1000, CTRL_U = 0x15 };

struct editor {
    struct editor_hooks hooks;
    EditLine *edit;
    History *history;
    char *history_file;
    char *prompt; // escaped
    char *line;
    mbstate_t decoding;
    sigset_t unblocked; // signals as they were before editing
    size_t columns;     // of the terminal, as far as we know
    bool is_stale;      // the line was drawn for another width
};

static volatile sig_atomic_t is_interrupted, is_resized;

static void editor_interrupt(int signal)
{
    if (signal == SIGWINCH)
        is_resized = 1;
    else
        is_interrupted = 1;
}

static char *current_prompt(EditLine *edit)
{
    struct editor *editor;

    el_get(edit, EL_CLIENTDATA, &editor);
    return editor->prompt;
}

static size_t count_columns(void)
{
    struct winsize size;

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

// After a change of the width, a wrapped line is placed differently, and each terminal moves it in
// its own way.
static void take_new_size(struct editor *editor)
{
    size_t before = editor->columns;
    const LineInfo *line = el_line(editor->edit);
    size_t width = strlen(editor->prompt) + (size_t)(line->lastchar - line->buffer);

    editor->columns = count_columns();
    el_resize(editor->edit);
    editor->is_stale = editor->is_stale || width >= before || width >= editor->columns;
}

// Draws the line again below the old one, once a key shows that the window has its new size.
static void draw_anew(struct editor *editor)
{
    if (!editor->is_stale)
        return;
    editor->is_stale = false;
    putchar('\n');
    el_set(editor->edit, EL_REFRESH);
}

// If a key is available, ppoll leaves signals pending, even if they came before the key.
static void let_signals_in(const struct editor *editor)
{
    sigset_t blocked;

    sigprocmask(SIG_SETMASK, &editor->unblocked, &blocked);
    sigprocmask(SIG_SETMASK, &blocked, NULL);
}

// Waits for a key; meanwhile the caller can hear the node. False at the end.
static bool wait_for_key(struct editor *editor)
{
    struct pollfd wait[] = { { .fd = STDIN_FILENO, .events = POLLIN },
                             { .fd = editor->hooks.socket, .events = POLLIN } };
    const struct timespec idle = { .tv_sec = editor->hooks.idle_s };

    for (;;) {
        // SIGINT is unblocked only in this call, so that none is missed between the check and the
        // wait.
        int n = ppoll(wait, 2, editor->hooks.idle_s ? &idle : NULL, &editor->unblocked);
        if (n == 0 && !editor->hooks.idle(editor->hooks.ctx))
            return false;
        if (n > 0)
            let_signals_in(editor);
        if (is_resized)
            take_new_size(editor);
        is_resized = 0;
        if (is_interrupted || (n < 0 && errno != EINTR))
            return false;
        if (n < 0)
            continue;
        if (wait[1].revents && !editor->hooks.heard(editor->hooks.ctx))
            return false;
        if (wait[1].revents)
            el_set(editor->edit, EL_REFRESH);
        if (wait[0].revents)
            return true;
    }
}

// Ctrl-C drops the typed text, as in other shells, and ends the editing if there is none.
static bool drops_line(struct editor *editor, wchar_t *key)
{
    const LineInfo *line = el_line(editor->edit);

    if (!is_interrupted || line->lastchar == line->buffer)
        return false;
    is_interrupted = 0;
    *key = CTRL_U;
    return true;
}

static int editor_read_key(EditLine *edit, wchar_t *key)
{
    struct editor *editor;
    char byte;

    el_get(edit, EL_CLIENTDATA, &editor);
    for (;;) {
        if (!wait_for_key(editor))
            return drops_line(editor, key) ? 1 : 0;
        if (read(STDIN_FILENO, &byte, 1) != 1)
            return 0;
        draw_anew(editor);
        size_t n = mbrtowc(key, &byte, 1, &editor->decoding);
        if (n != (size_t)-1 && n != (size_t)-2)
            return 1;
        if (n == (size_t)-1)
            editor->decoding = (mbstate_t){ 0 }; // not a character: skip it
    }
}

static size_t common_length(const struct words_list *words)
{
    size_t len = strlen(words->items[0]);

    for (size_t i = 1; i < words->n; i++) {
        size_t same = 0;
        while (same < len && words->items[i][same] == words->items[0][same])
            same++;
        len = same;
    }
    return len;
}

static void show_words(const struct words_list *words)
{
    putchar('\n');
    for (size_t i = 0; i < words->n; i++) {
        term_word(stdout, TERM_PLAIN, words->items[i]);
        fputs(i + 1 < words->n ? "  " : "\n", stdout);
    }
    fflush(stdout);
}

static unsigned char editor_complete(EditLine *edit, int key)
{
    (void)key;
    struct editor *editor;
    struct words_list words = { 0 };
    size_t typed = 0;
    unsigned char what = CC_ERROR;
    el_get(edit, EL_CLIENTDATA, &editor);
    const LineInfo *line = el_line(edit);
    editor->hooks.complete(editor->hooks.ctx, line->buffer, (size_t)(line->cursor - line->buffer),
                           &words, &typed);
    if (words.n) {
        size_t len = common_length(&words);
        char *more = memory_copy_part(words.items[0] + typed, len > typed ? len - typed : 0);
        if (*more && el_insertstr(edit, more) == 0)
            what = CC_REFRESH;
        bool is_whole = words.n == 1 && words.items[0][strlen(words.items[0]) - 1] != '=';
        if (is_whole && el_insertstr(edit, " ") == 0)
            what = CC_REFRESH;
        if (what == CC_ERROR) {
            show_words(&words);
            what = CC_REDISPLAY;
        }
        free(more);
    }
    words_free(&words);
    return what;
}

static void open_history(struct editor *editor, const char *file)
{
    HistEvent event;

    editor->history = history_init();
    if (!editor->history)
        return;
    history(editor->history, &event, H_SETSIZE, REMEMBERED_LINES);
    history(editor->history, &event, H_SETUNIQUE, 1);
    el_set(editor->edit, EL_HIST, history, editor->history);
    if (!file || paths_make_parents(file) != 0)
        return;
    // Created before libedit writes it, so that others can never read it.
    int fd = plain_file_open(file, O_RDWR | O_CREAT | O_NOFOLLOW);
    if (fd < 0)
        return;
    fchmod(fd, 0600);
    close(fd);
    editor->history_file = memory_copy(file);
    history(editor->history, &event, H_LOAD, file);
}

struct editor *editor_open(const struct editor_hooks *hooks, const char *history)
{
    struct editor *editor = memory_take(1, sizeof *editor);

    editor->hooks = *hooks;
    editor->edit = el_init("micros", stdin, stdout, stderr);
    if (!editor->edit) {
        free(editor);
        return NULL;
    }
    el_set(editor->edit, EL_CLIENTDATA, editor);
    el_set(editor->edit, EL_PROMPT, current_prompt);
    el_set(editor->edit, EL_EDITOR, "emacs");
    el_set(editor->edit, EL_GETCFN, editor_read_key);
    // The wide call, because the narrow one keeps copies of its texts that are never freed.
    el_wset(editor->edit, EL_ADDFN, L"micros-complete", L"complete the word", editor_complete);
    el_set(editor->edit, EL_BIND, "^I", "micros-complete", NULL);
    open_history(editor, history);
    return editor;
}

const char *editor_read(struct editor *editor, const char *prompt)
{
    int n;

    free(editor->prompt);
    editor->prompt = term_escape(prompt, strlen(prompt), "");
    is_interrupted = 0;
    editor->columns = count_columns();
    // Ctrl-C drops the line or ends the editing cleanly. While an answer is awaited it ends the
    // program, as usual.
    struct sigaction before, before_resize, action = { .sa_handler = editor_interrupt };
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGINT);
    sigaddset(&blocked, SIGWINCH);
    sigprocmask(SIG_BLOCK, &blocked, &editor->unblocked);
    sigaction(SIGINT, &action, &before);
    sigaction(SIGWINCH, &action, &before_resize);
    el_set(editor->edit, EL_PREP_TERM, 1); // before the prompt shows: keys may follow it at once
    const char *line = el_gets(editor->edit, &n);
    sigprocmask(SIG_SETMASK, &editor->unblocked, NULL);
    sigaction(SIGINT, &before, NULL);
    sigaction(SIGWINCH, &before_resize, NULL);
    if (!line || n <= 0 || is_interrupted)
        return NULL;
    free(editor->line);
    editor->line = memory_copy_part(line, strcspn(line, "\r\n"));
    return editor->line;
}

void editor_watch(struct editor *editor, int socket)
{
    editor->hooks.socket = socket;
}

void editor_remember(struct editor *editor, const char *line)
{
    HistEvent event;

    if (!editor->history || !*line)
        return;
    history(editor->history, &event, H_ENTER, line);
    if (editor->history_file) // at once: the program may be ended while it waits for an answer
        history(editor->history, &event, H_SAVE, editor->history_file);
}

void editor_close(struct editor *editor)
{
    el_end(editor->edit);
    if (editor->history)
        history_end(editor->history);
    free(editor->history_file);
    free(editor->prompt);
    free(editor->line);
    free(editor);
}
