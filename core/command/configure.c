// Configure mode: dump, get, set, and the words for earlier generations.
#include "command/configure.h"
#include "base/frame.h"
#include "base/nearest.h"
#include "command/generations.h"
#include "command/trial.h"
#include "node/foresee.h"
#include "node/notice.h"
#include "node/room.h"
#include "node/set.h"
#include "store/history.h"

// As text like in the shell; for programs, as a value of its kind.
static void configure_write_value(struct request *r, unsigned key)
{
    const struct settings *s = &r->node->settings;
    int32_t minutes;
    char shown[8];
    struct out o;

    if (set_is_number(key)) {
        reply_pair_int(&r->reply, keys[key].name, set_read_number(r->node, key));
        return;
    }
    switch (keys[key].kind) {
    case K_BOOL:
        out_init(&o, shown, sizeof shown - 1);
        settings_show(s, key, &o);
        shown[o.len] = '\0';
        reply_pair_words(&r->reply, keys[key].name, settings_bool(s, key), shown);
        return;
    case K_HOURS:
        minutes = settings_minutes(s, key);
        if (minutes % 60 == 0) {
            reply_pair_int(&r->reply, keys[key].name, minutes / 60);
            return;
        }
        break;
    default: break;
    }
    o = reply_open(&r->reply, keys[key].name, shown, sizeof shown);
    settings_show(s, key, &o);
    reply_close(&r->reply, &o);
}

// Shows all keys, or those that contain `part`.
static enum command_end dump(struct request *r, struct text part)
{
    unsigned found = 0;

    if (part.len)
        command_is_todays(r);
    reply_begin_as(&r->reply, REPLY_ROWS, "  {key10}:        {}\n");
    for (unsigned i = 0; i < KEY_COUNT; i++) {
        if (!text_has(text_of(keys[i].name), part))
            continue;
        configure_write_value(r, i);
        found++;
    }
    if (!found)
        reply_note(&r->reply, "No key has %.*s in it\n", (int)part.len, part.p);
    return COMMAND_DONE;
}

static enum command_end acknowledge(struct request *r, struct text rest)
{
    (void)rest;
    notice_acknowledge(r->node);
    reply_result(&r->reply, "Acknowledged");
    return COMMAND_DONE;
}

static const struct word words[] = {
    { "dump", dump, "Dump all data", RIGHT_DRIVE, TAKES_WORD, .only_reads = true },
    { "history", generations_history, "Kept generations of the data and what each changed",
      RIGHT_ADMIN, TAKES_NOTHING, .only_reads = true },
    { "diff", generations_diff, "What changed in the last n generations (1)", RIGHT_ADMIN,
      TAKES_NUMBER, .only_reads = true },
    { "undo", generations_undo, "Back to the data of n generations ago (1); or one key alone",
      RIGHT_ADMIN, TAKES_WORD, OUT(MAP, word_result_out) },
    { "ack", acknowledge, "The notice about damaged data was read", RIGHT_ADMIN, TAKES_NOTHING,
      OUT(MAP, word_result_out) },
};

void configure_help(struct reply *r)
{
    struct reply_level outer;

    reply_note(r, "[CONF] Configure mode (InterpreterShell built-in):\n"
                  "  conf       - Enter conf mode\n"
                  "    dump       - Dump all data\n"
                  "    key        - Get value\n"
                  "    key value  - Set value\n"
                  "  noconf     - Exit conf mode\n");
    reply_enter(r, &outer, "conf", REPLY_MAP, NULL);
    for (unsigned i = 0; i < COUNT(words); i++)
        reply_pair_text(r, words[i].name, text_of(words[i].help));
    reply_leave(r, &outer);
}

void configure_describe(struct reply *r)
{
    for (unsigned i = 0; i < COUNT(words); i++)
        word_describe(&words[i], r);
}

void configure_help_more(struct reply *r)
{
    char chunk[16];
    struct out o;

    o = reply_open_note(r, chunk, sizeof chunk);
    out_text(&o, "[MORE] In configure mode, in addition:\n");
    for (unsigned i = 1; i < COUNT(words); i++) {
        out_format(&o, "    %s", words[i].name);
        out_pad(&o, 11 - text_of(words[i].name).len);
        out_format(&o, "- %s\n", words[i].help);
    }
    out_flush(&o);
}

// Separate frames, which are not on the stack while a setting is written.
SEPARATE_FRAME static enum command_end configure_get(struct request *r, int key)
{
    if (key < 0) {
        reply_error(&r->reply, "Invalid key", "None\n");
    } else {
        reply_begin_as(&r->reply, REPLY_MAP, "{}\n");
        configure_write_value(r, (unsigned)key);
    }
    return COMMAND_DONE;
}

// The original refuses to switch on interrupts if memory is short.
SEPARATE_FRAME static bool is_memory_short(struct request *r, int key, struct text value)
{
    int64_t need = settings_int(&r->node->settings, KEY_irqmreq);
    int32_t have = r->node->port->mem_free_bytes(r->node->port->ctx);
    char reason[96];
    struct out why;
    bool on;

    if ((key != KEY_timirq && key != KEY_extirq) || text_bool(value, &on) || !on ||
        have >= (key == KEY_extirq ? need * 7 / 10 : need))
        return false;
    out_init(&why, reason, sizeof reason);
    out_format(&why, "Skip %s feature requires more memory then %d byte", keys[key].name,
               (int)have);
    reply_failure(&r->reply, reason, text_make(NULL, 0));
    return true;
}

SEPARATE_FRAME static enum command_end tell_failure(struct request *r, int key, struct text value,
                                                    int err)
{
    char reason[128];
    struct out why;

    node_log(r->node, LOG_WARN, "[CONFIGHANDLER] %s could not set %s: %s", r->who->name,
             keys[key].name, err_text(err));
    out_init(&why, reason, sizeof reason);
    set_why(r->node, text_of(keys[key].name), value, err, &why);
    // For a wrong type the message stays short, as the original's clients know it.
    reply_begin_as(&r->reply, REPLY_MAP, err == ERR_TYPE || !why.len ? "{}\n" : "{}: {}\n");
    reply_pair_text(&r->reply, "error", text_of("Failed to save"));
    reply_pair_text(&r->reply, "why", out_written(&why));
    return COMMAND_FAILED;
}

SEPARATE_FRAME static void begin_saved(struct request *r, bool has_warning)
{
    reply_begin_as(&r->reply, REPLY_MAP, has_warning ? "{}\n{}\n" : "{}\n");
    reply_pair_text(&r->reply, "result",
                    text_of(r->node->forgets
                                ? "Saved in memory only: the node cannot write its folder, "
                                  "and forgets it at the end of the program"
                                : "Saved"));
}

// Confirms that the value is saved. Adds a line if its effect may surprise the owner.
SEPARATE_FRAME static void answer_saved(struct request *r, int key)
{
    char text[FORESEE_MAX];
    struct out o;

    out_init(&o, text, sizeof text);
    foresee(r->node, (enum key)key, &o);
    begin_saved(r, o.len);
    if (o.len)
        reply_pair_text(&r->reply, "warning", out_written(&o));
}

// Commands for later are saved even if they cannot run; then a warning is added.
SEPARATE_FRAME static void answer_wrong(struct request *r, int key)
{
    char chunk[16];

    begin_saved(r, true);
    struct out o = reply_open(&r->reply, "warning", chunk, sizeof chunk);
    trial_setting(r->node, (enum key)key, &o);
    reply_close(&r->reply, &o);
}

SEPARATE_FRAME static enum command_end tell_success(struct request *r, int key, bool has_changed)
{
    struct node *n = r->node;

    if (has_changed)
        node_log(n, LOG_INFO, "[CONFIGHANDLER] %s set %s", r->who->name, keys[key].name);
    if (has_changed && key == KEY_auth && !settings_bool(&n->settings, KEY_auth))
        node_log(n, LOG_WARN,
                 "[CONFIGHANDLER] the shell is now open to everyone who can reach it, by %s",
                 r->who->name);
    if (keys[key].flags & F_COMMAND && !trial_setting_is_right(n, (enum key)key))
        answer_wrong(r, key);
    else
        answer_saved(r, key);
    return COMMAND_DONE;
}

static enum command_end configure_set(struct request *r, int key, struct text value)
{
    if (key < 0) {
        reply_failure(&r->reply, "Invalid key", text_make(NULL, 0));
        return COMMAND_DONE;
    }
    if (keys[key].flags & F_BLANKS) // these blanks are behind the end of the trimmed line
        value.len += r->blanks;
    if (is_memory_short(r, key, value))
        return COMMAND_DONE;
    int err = set_key(r->node, r->who, (enum key)key, value);
    if (err < 0)
        return tell_failure(r, key, value, err);
    if (key == KEY_appwd)
        r->talk->is_in = true; // a client that sets the password need not give it
    if (key == KEY_appwd && err)
        r->node->rooms->password_changed(r->node, r->talk);
    return tell_success(r, key, err);
}

const struct word *configure_word(struct text name)
{
    for (unsigned i = 0; i < COUNT(words); i++)
        if (text_is(name, words[i].name))
            return &words[i];
    return NULL;
}

// Handles a line that is no word: "key value", "key:value", or "key" alone. The parts are found one
// by one, in frames that are gone when a setting is written.
static bool has_colon(struct text line)
{
    struct text value = line, word = line, name = text_until(&value, ':');

    return name.len < text_word(&word).len && value.p <= line.p + line.len && text_trim(value).len;
}

SEPARATE_FRAME static int key_in(const struct node *n, struct text line)
{
    struct text rest = line;

    return settings_find(&n->settings, has_colon(line) ? text_until(&rest, ':') : text_word(&rest));
}

SEPARATE_FRAME static struct text value_in(struct text line)
{
    bool is_colon = has_colon(line);

    if (is_colon)
        (void)text_until(&line, ':');
    else
        (void)text_word(&line);
    return text_trim(line);
}

SEPARATE_FRAME static const struct word *word_in(struct text line)
{
    struct text rest = line;
    const struct word *w = configure_word(text_word(&rest));

    return w && word_may_take(w, rest) ? w : NULL;
}

enum command_end configure_line(struct request *r, struct text line)
{
    const struct word *w = word_in(line);
    int key = key_in(r->node, line);
    struct text value = value_in(line);

    if (w)
        return word_run(w, r, value);
    return value.len ? configure_set(r, key, value) : configure_get(r, key);
}
