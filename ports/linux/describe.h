// Prints tables of settings, load modules, boards, classes and limits as Markdown for the
// documentation, and the manual of the load modules' functions.
#ifndef LINUX_DESCRIBE_H
#define LINUX_DESCRIBE_H

#include <stdio.h>

void describe_settings(FILE *f);
void describe_modules(FILE *f);
void describe_boards(FILE *f);
void describe_classes(FILE *f); // classes of values that a module may declare
void describe_limits(FILE *f);  // limits of sessions

// Prints the static manual: {"light": ["rgb(r=None, g=None, b=None)", ...], ...}; and the same as a
// stand-alone HTML page with a search.
void describe_sfuncman(FILE *f);
void describe_sfuncman_html(FILE *f);

#endif
