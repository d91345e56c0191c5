// The tables of settings, load modules, boards, classes and limits as Markdown, for the
// documentation; and the manual of the load modules' functions.
#ifndef LINUX_DESCRIBE_H
#define LINUX_DESCRIBE_H

#include <stdio.h>

void describe_settings(FILE *f);
void describe_modules(FILE *f);
void describe_boards(FILE *f);
void describe_classes(FILE *f); // of values, which a module may declare
void describe_limits(FILE *f);  // of sessions

// The static manual: {"light": ["rgb(r=None, g=None, b=None)", ...], ...}; and as an HTML page with
// a search, which needs nothing besides itself.
void describe_sfuncman(FILE *f);
void describe_sfuncman_html(FILE *f);

#endif
