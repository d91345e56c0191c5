// Recognises other protocols by their first line. A browser can be made to connect to any address
// and to send any body. But it always sends a request line first, so the first line tells who
// speaks.
#ifndef NET_OPENING_H
#define NET_OPENING_H

#include "base/text.h"

enum opening {
    OPENING_OURS,
    OPENING_UNSURE, // more of the line is needed to decide
    OPENING_FOREIGN
};

// Judges the first line of a conversation, or its beginning. Foreign are requests: a method in
// capitals before a path ("GET /", "PRI *": RFC 9112, section 3; RFC 9113, section 3.4), or the end
// of a request line (" HTTP/1.1", " RTSP/1.0", " SIP/2.0"). Foreign are also a status line
// ("HTTP/1.1 200") and the greeting of SSH (RFC 4253, section 4.2). `is_whole`: the line is
// complete.
enum opening opening_judge(struct text line, bool is_whole);

#endif
