// Templates of modules. $ is replaced by the module's name.
#include "module/module_new.h"
#include "module/module_file.h"
#include "term/exits.h"
#include "term/term.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH = 64 };

static const char lua[] =
    "-- $: what it is for.\n"
    "\n"
    "local function show()\n"
    "  pin.lamp:pwm(1000, state.on and state.level or 0)\n"
    "end\n"
    "\n"
    "return {\n"
    "  help = \"a lamp\",\n"
    "  pins = { lamp = \"pwm_1:pwm\" }, -- its name here, the board's pin and its use\n"
    "  uses = {},                     -- other modules that it calls: { \"light\" }\n"
    "  state = {\n"
    "    on = false,\n"
    "    level = { 300, min = 0, max = 1000, keep = true }, -- kept over a reboot\n"
    "  },\n"
    "  verbs = {\n"
    "    set = {\n"
    "      help = \"brightness\",\n"
    "      args = { { \"level\", \"int\", min = 0, max = 1000, step = 10, clamp = true } },\n"
    "      run = function(level)\n"
    "        state.level, state.on = level, true\n"
    "        show()\n"
    "        return \"LEVEL \" .. level\n"
    "      end,\n"
    "    },\n"
    "    toggle = {\n"
    "      help = \"switch the lamp\",\n"
    "      run = function()\n"
    "        state.on = not state.on\n"
    "        show()\n"
    "        return state.on and \"ON\" or \"OFF\"\n"
    "      end,\n"
    "    },\n"
    "  },\n"
    "}\n"
    "\n"
    "-- test: $ set 500 => LEVEL 500\n"
    "-- test: $ toggle => OFF\n";

static const char c[] =
    "// $: what it is for.\n"
    "#include \"mod/module.h\"\n"
    "\n"
    "struct $ {\n"
    "    int32_t on, level;\n"
    "};\n"
    "\n"
    "static int show(struct call *c)\n"
    "{\n"
    "    const struct $ *s = c->self;\n"
    "\n"
    "    return call_pwm(c, 0, 1000, s->on ? (unsigned)s->level : 0);\n"
    "}\n"
    "\n"
    "static int set(struct call *c)\n"
    "{\n"
    "    struct $ *s = c->self;\n"
    "\n"
    "    s->level = c->in[0].i;\n"
    "    s->on = true;\n"
    "    int err = show(c);\n"
    "    if (!err)\n"
    "        reply_text(c->reply, \"LEVEL %d\", (int)s->level);\n"
    "    return err;\n"
    "}\n"
    "\n"
    "static int toggle(struct call *c)\n"
    "{\n"
    "    struct $ *s = c->self;\n"
    "\n"
    "    s->on = !s->on;\n"
    "    int err = show(c);\n"
    "    if (!err)\n"
    "        reply_text(c->reply, s->on ? \"ON\" : \"OFF\");\n"
    "    return err;\n"
    "}\n"
    "\n"
    "static const struct pin_need pins[] = { { \"pwm_1\", PIN_PWM } };\n"
    "static const struct field state[] = {\n"
    "    { \"on\", K_BOOL, AT(struct $, on) },\n"
    "    { \"level\", K_INT, \"brightness\", .hi = 1000, .def = 300, .flags = F_KEEP, AT(struct $, "
    "level) },\n"
    "};\n"
    "static const struct field level[] = {\n"
    "    { \"level\", K_INT, \"brightness\", .hi = 1000, .step = 10, .flags = F_CLAMP },\n"
    "};\n"
    "static const struct verb verbs[] = {\n"
    "    { \"set\", set, \"brightness\", IN(level) },\n"
    "    { \"toggle\", toggle, \"switch the lamp\" },\n"
    "};\n"
    "const struct module mod_$ = {\n"
    "    \"$\", \"a lamp\", \"$.pds\", PINS(pins), STATE(state, struct $), VERBS(verbs),\n"
    "};\n";

static void module_new_fill(FILE *f, const char *text, const char *name)
{
    for (; *text; text++) {
        if (*text == '$')
            fputs(name, f);
        else
            fputc(*text, f);
    }
}

int module_new(const char *name, bool in_c, char *path)
{
    if (!module_file_is_name(name))
        return EXIT_USAGE;
    snprintf(path, PATH, in_c ? "%s.c" : "LM_%s.lua", name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
    if (!f) {
        term_error("cannot make %s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return EXIT_GENERIC;
    }
    module_new_fill(f, in_c ? c : lua, name);
    if (!fclose(f))
        return EXIT_OK;
    term_error("cannot write %s: %s", path, strerror(errno));
    return EXIT_GENERIC;
}
