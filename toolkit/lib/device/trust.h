// What is known about a device before anything is sent to it: which device has to answer, and how
// it may get the password. Once it has proved that it knows the password, the device cache has this
// after its name: {"login": "scram"}. From then on a device without that proof gets only `hello`.
#ifndef TRUST_H
#define TRUST_H

#include "device/cache.h"
#include "micros.h"
#include "term/options.h"

enum trust_login {
    TRUST_UNKNOWN,
    TRUST_SCRAM, // it proves that it knows the password
    TRUST_PLAIN, // the user allows the password in clear: an older node
};

// `device` may be NULL: nothing is known. The UID still belongs to the device.
struct micros_trust trust_of(const struct device *device, const struct options *options);

enum trust_login trust_login_of(const struct device *device);
const char *trust_word(enum trust_login login); // "unknown", "scram", "plain"

// Notes it in an open cache, which the caller saves.
void trust_set_login(struct device *device, enum trust_login login);

// Notes in the file `path` that this device has proved that it knows the password. NULL is allowed.
void trust_note_proof(const char *path, const struct device *device);

#endif
