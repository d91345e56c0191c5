// Prints the static manual of the load modules: sfuncman in the original toolkit's format, and the
// same as a web page.
#include "describe.h"
#include "mod/help.h"

// The default of an argument in Python form. None: the function's help says what it is.
static void put_default(const struct field *a, struct out *o)
{
    bool is_none = !a->def && (a->kind != K_TEXT || !a->text_def);

    if (is_none) {
        out_text(o, "None");
    } else if (a->kind == K_TEXT) {
        out_format(o, "'%s'", a->text_def);
    } else if (a->kind == K_CHOICE) {
        struct text word = field_choice(a, a->def);
        out_format(o, "'%.*s'", (int)word.len, word.p);
    } else {
        field_default(a, o);
    }
}

// "rgb(r=None, g=None, b=None)"
static void put_signature(const struct verb *v, struct out *o)
{
    out_format(o, "%s(", v->name);
    for (unsigned i = 0; i < v->n_in; i++) {
        out_format(o, i ? ", %s" : "%s", v->in[i].name);
        if (v->in[i].flags & F_OPTIONAL) {
            out_char(o, '=');
            put_default(&v->in[i], o);
        }
    }
    out_char(o, ')');
}

static void describe_sfuncman_write_file(void *ctx, const char *data, size_t len)
{
    (void)fwrite(data, 1, len, ctx);
}

void describe_sfuncman(FILE *f)
{
    char chunk[128], signature[256];
    struct out o, s;

    out_init_flush(&o, chunk, sizeof chunk, describe_sfuncman_write_file, f);
    out_char(&o, '{');
    for (unsigned i = 0; i < module_count; i++) {
        out_text(&o, i ? ",\n  " : "\n  ");
        out_quoted(&o, text_of(modules[i]->name));
        out_text(&o, ": [");
        for (unsigned v = 0; v < modules[i]->n_verbs; v++) {
            out_init(&s, signature, sizeof signature);
            put_signature(&modules[i]->verbs[v], &s);
            out_text(&o, v ? ",\n    " : "\n    ");
            out_quoted(&o, out_written(&s));
        }
        out_text(&o, "\n  ]");
    }
    out_text(&o, "\n}\n");
    out_flush(&o);
}

// ---- the page ----

static void put_html(struct out *o, struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        switch (t.p[i]) {
        case '<': out_text(o, "&lt;"); break;
        case '>': out_text(o, "&gt;"); break;
        case '&': out_text(o, "&amp;"); break;
        default: out_char(o, t.p[i]);
        }
    }
}

static const char page_begin[] =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>micrOS functions</title>\n<style>\n"
    ":root { color-scheme: light dark; --line: #8885; --dim: #666; }\n"
    "@media (prefers-color-scheme: dark) { :root { --dim: #aaa; } }\n"
    "body { font: 16px/1.45 system-ui, sans-serif; max-width: 56rem; margin: 0 auto; "
    "padding: 0 1rem 4rem; overflow-wrap: anywhere; }\n"
    "header { position: sticky; top: 0; background: Canvas; padding: 1rem 0 .5rem; }\n"
    "input { font: inherit; width: 100%; padding: .4rem .6rem; box-sizing: border-box; }\n"
    "h1 { margin: 0 0 .5rem; font-size: 1.4rem; }\n"
    "h2 { margin: 1.6rem 0 .2rem; font-size: 1.1rem; }\n"
    "section { scroll-margin-top: 7rem; }\n"
    "h2 small, dd small { color: var(--dim); font-weight: normal; }\n"
    "dl { margin: 0; }\n"
    "dt { border-top: 1px solid var(--line); padding-top: .4rem; }\n"
    "dd { margin: 0 0 .4rem 1.5rem; }\n"
    "code { font: .92em/1.4 ui-monospace, monospace; }\n"
    "[hidden] { display: none; }\n"
    "</style></head><body>\n"
    "<header><h1>micrOS functions</h1>\n"
    "<input type=\"search\" placeholder=\"search: light, fade (key: /)\" "
    "aria-label=\"search\" autofocus>\n<p id=\"none\" role=\"status\" hidden>Nothing has all of "
    "these words.</p></header>\n";

// A function is shown if its line or its module's name contains every word that was typed.
static const char page_end[] =
    "<script>\n"
    "const box = document.querySelector('input');\n"
    "function look() {\n"
    "  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);\n"
    "  let shown = 0;\n"
    "  for (const section of document.querySelectorAll('section')) {\n"
    "    const name = section.querySelector('h2').textContent.toLowerCase();\n"
    "    let some = 0;\n"
    "    for (const row of section.querySelectorAll('dl > div')) {\n"
    "      const text = name + ' ' + row.textContent.toLowerCase();\n"
    "      row.hidden = !words.every(w => text.includes(w));\n"
    "      some += !row.hidden;\n"
    "    }\n"
    "    section.hidden = !some;\n"
    "    shown += some;\n"
    "  }\n"
    "  document.getElementById('none').hidden = shown > 0;\n"
    "}\n"
    "box.addEventListener('input', () => { look(); scrollTo(0, 0); });\n"
    "addEventListener('keydown', e => {\n"
    "  if (e.key != '/' || document.activeElement == box) return;\n"
    "  e.preventDefault();\n"
    "  box.select();\n"
    "});\n"
    "look();\n" // after a reload, the typed text is still there
    "</script>\n</body></html>\n";

// "percent of the brightest channel (0 to 100 %)"
static void put_argument(const struct field *a, struct out *o)
{
    char text[160];
    struct out s;

    out_init(&s, text, sizeof text);
    field_accepts(a, &s);
    out_format(o, "<br><code>%s</code> ", a->name);
    put_html(o, text_of(a->help));
    out_text(o, " <small>(");
    put_html(o, out_written(&s));
    if (a->unit)
        out_format(o, " %s", a->unit);
    out_text(o, a->flags & F_OPTIONAL ? "; may be left out)</small>" : ")</small>");
}

static void put_function(const struct module *m, const struct verb *v, struct out *o)
{
    char signature[256];
    struct out s;

    out_init(&s, signature, sizeof signature);
    put_signature(v, &s);
    out_format(o, "<div><dt><code>%s ", m->name);
    put_html(o, out_written(&s));
    out_text(o, "</code></dt><dd>");
    put_html(o, text_of(v->help));
    for (unsigned i = 0; i < v->n_in; i++)
        put_argument(&v->in[i], o);
    out_text(o, "</dd></div>\n");
}

void describe_sfuncman_html(FILE *f)
{
    char chunk[256];
    struct out o;

    out_init_flush(&o, chunk, sizeof chunk, describe_sfuncman_write_file, f);
    out_text(&o, page_begin);
    for (unsigned i = 0; i < module_count; i++) {
        const struct module *m = modules[i];
        out_format(&o, "<section id=\"%s\"><h2>%s <small>", m->name, m->name);
        put_html(&o, text_of(m->help));
        out_text(&o, "</small></h2><dl>\n");
        for (unsigned v = 0; v < m->n_verbs; v++)
            put_function(m, &m->verbs[v], &o);
        out_text(&o, "</dl></section>\n");
    }
    out_text(&o, page_end);
    out_flush(&o);
}
