// The texts of the error codes.
#include "base/err.h"

const char *err_text(int err)
{
    switch (err) {
#define X(code, num, text)                                                                         \
    case code: return text;
        ERR_LIST(X)
#undef X
    default: return err >= 0 ? "ok" : "unknown error";
    }
}
