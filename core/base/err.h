// Error codes. Zero or positive is success; every code is negative.
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define ERR_LIST(X)                                                                                \
    X(ERR_ARG, -1, "bad argument")                                                                 \
    X(ERR_RANGE, -2, "out of range")                                                               \
    X(ERR_NAME, -3, "no such name")                                                                \
    X(ERR_FULL, -4, "no room left")                                                                \
    X(ERR_NOTSUP, -5, "not supported on this board")                                               \
    X(ERR_IO, -6, "device did not answer")                                                         \
    X(ERR_SYNTAX, -7, "invalid syntax")                                                            \
    X(ERR_TYPE, -8, "wrong type")                                                                  \
    X(ERR_DAMAGED, -9, "the stored data is damaged")                                               \
    X(ERR_STORE, -10, "the storage did not take it")                                               \
    X(ERR_DENIED, -11, "access denied")                                                            \
    X(ERR_INPUT_ONLY, -12, "can only be input")                                                    \
    X(ERR_FLASH_PIN, -13, "belongs to the flash chip")                                             \
    X(ERR_TAKEN, -14, "is in use")                                                                 \
    X(ERR_WAIT, -15, "not done yet")                                                               \
    X(ERR_CHECKSUM, -16, "wrong checksum")                                                         \
    X(ERR_UNPROVEN, -17, "no proof of who it is")                                                  \
    X(ERR_IN_CLEAR, -18, "would show a password")                                                  \
    X(ERR_SELF, -19, "a node does not call itself")                                                \
    X(ERR_REFUSED, -20, "the other node refused it")

enum err {
    OK = 0,
#define X(code, num, text) code = num,
    ERR_LIST(X)
#undef X
};

// The text of an error code; "ok" for zero and above.
const char *err_text(int err);

#endif
