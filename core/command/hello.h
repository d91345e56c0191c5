// The word "hello".
#ifndef COMMAND_HELLO_H
#define COMMAND_HELLO_H

#include "command/word.h"

enum command_end command_hello(struct request *r, struct text rest);

#endif
