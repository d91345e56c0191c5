// How other protocols begin. A browser can be made to open a connection to any address and to put
// anything into a request's body, but it cannot leave out the request line before it. So the first
// line of a conversation tells who speaks.
#ifndef NET_OPENING_H
#define NET_OPENING_H

#include "base/text.h"

enum opening {
    OPENING_OURS,
    OPENING_UNSURE, // more of the line may show that it is another protocol
    OPENING_FOREIGN
};

// Judges the first line of a conversation, or as much of it as has come. Foreign are a method in
// capitals before a path ("GET /", "PRI *": RFC 9112, section 3; RFC 9113, section 3.4), whatever
// ends as a request line does (" HTTP/1.1", " RTSP/1.0", " SIP/2.0"), a status line ("HTTP/1.1
// 200") and the greeting of SSH (RFC 4253, section 4.2). `is_whole`: no more of it comes.
enum opening opening_judge(struct text line, bool is_whole);

#endif
