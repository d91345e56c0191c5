// The tables of settings, load modules and boards as Markdown, for the documentation.
#ifndef LINUX_DESCRIBE_H
#define LINUX_DESCRIBE_H

#include <stdio.h>

void describe_settings(FILE *f);
void describe_modules(FILE *f);
void describe_boards(FILE *f);

#endif
