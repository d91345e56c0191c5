// Setting hostpwd, the passwords of other nodes: "name=password;name2=password2". A password may
// have every character that setting appwd takes; \; stands for ; in it and \\ for \.
#ifndef NODE_HOST_PASSWORD_H
#define NODE_HOST_PASSWORD_H

#include "base/text.h"

enum { HOST_PASSWORD_MAX = 63 }; // bytes, as those of setting appwd

// Whether every entry has a name and an equals sign; an empty password is none.
bool host_password_check(struct text list);

// The password of that name, in `room` where it has something to resolve. Empty: there is none.
struct text host_password_find(struct text list, struct text name, char room[HOST_PASSWORD_MAX]);

#endif
