// Setting hostpwd, the passwords of other nodes: "name=password;name2=password2". A password may
// have all characters that setting appwd accepts. Write ; as \; and \ as \\.
#ifndef NODE_HOST_PASSWORD_H
#define NODE_HOST_PASSWORD_H

#include "base/text.h"

enum { HOST_PASSWORD_MAX = 63 }; // bytes, same as setting appwd

// Whether every entry has a name and an equals sign. An empty password means no password.
bool host_password_check(struct text list);

// The password for that name, or empty. `room` holds it if it has escapes to resolve.
struct text host_password_find(struct text list, struct text name, char room[HOST_PASSWORD_MAX]);

#endif
