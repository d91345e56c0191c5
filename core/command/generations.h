// The words of configure mode for earlier generations of the settings.
#ifndef COMMAND_GENERATIONS_H
#define COMMAND_GENERATIONS_H

#include "command/command.h"

enum command_end generations_history(struct request *r, struct text rest);
enum command_end generations_diff(struct request *r, struct text rest);
enum command_end generations_undo(struct request *r, struct text rest);

#endif
