// Reads and writes DNS messages.
#include "net/dns.h"
#include "base/bytes.h"

enum { HEADER = 12, POINTER = 0xc0, POINTER_BYTES = 2, QUESTION_TAIL = 4, RECORD_TAIL = 10 };
enum { TOP_BIT = 0x8000 };

// Goes through the labels of a name.
struct walk {
    const struct dns_reader *r;
    size_t at;    // the next label
    size_t below; // a pointer must lead to before this, further back each time, so there is no loop
    size_t after; // where the name ends in its place; 0: not known yet
    size_t len;   // bytes so far
};

static uint16_t u16_at(const struct dns_reader *r, size_t at)
{
    return (uint16_t)(r->data[at] << 8 | r->data[at + 1]);
}

static uint32_t dns_u32_at(const struct dns_reader *r, size_t at)
{
    return (uint32_t)u16_at(r, at) << 16 | u16_at(r, at + 2);
}

static struct walk walk_from(const struct dns_reader *r, size_t name_at)
{
    return (struct walk){ r, name_at, name_at, 0, 0 };
}

// Follows a pointer. False: it is invalid.
static bool dns_follow(struct walk *w)
{
    if (w->at + POINTER_BYTES > w->r->len)
        return false;
    size_t to = u16_at(w->r, w->at) & (POINTER << 8 ^ 0xffff);
    if (to >= w->below || to < HEADER)
        return false;
    w->after = w->after ? w->after : w->at + POINTER_BYTES;
    w->at = w->below = to;
    return true;
}

// Reads the next label, which is empty at the end. False: the name is invalid.
static bool next_label(struct walk *w, struct text *label)
{
    const struct dns_reader *r = w->r;

    while (w->at < r->len && (r->data[w->at] & POINTER) == POINTER)
        if (!dns_follow(w))
            return false;
    if (w->at >= r->len || r->data[w->at] & POINTER)
        return false;
    *label = text_make((const char *)r->data + w->at + 1, r->data[w->at]);
    w->at += 1 + label->len;
    w->len += 1 + label->len;
    if (!label->len && !w->after)
        w->after = w->at;
    return w->at <= r->len && w->len <= DNS_NAME_MAX;
}

// Where the name that begins at `at` ends; 0: it is invalid.
static size_t name_end(const struct dns_reader *r, size_t at)
{
    struct walk w = walk_from(r, at);
    struct text label;

    do {
        if (!next_label(&w, &label))
            return 0;
    } while (label.len);
    return w.after;
}

bool dns_open(struct dns_reader *r, const uint8_t *data, size_t len)
{
    *r = (struct dns_reader){ .data = data, .len = len, .at = HEADER };
    if (len < HEADER)
        return false;
    r->id = u16_at(r, 0);
    r->flags = u16_at(r, 2);
    for (size_t i = 0; i < DNS_SECTIONS; i++)
        r->left[i] = u16_at(r, 4 + 2 * i);
    return true;
}

// The first section that still has records.
static uint8_t dns_section_of(const struct dns_reader *r)
{
    uint8_t s = DNS_QUESTIONS;

    while (s < DNS_SECTIONS && !r->left[s])
        s++;
    return s;
}

static bool read_tail(struct dns_reader *r, struct dns_record *record, size_t at)
{
    bool is_question = record->section == DNS_QUESTIONS;

    if (r->len - at < (is_question ? QUESTION_TAIL : RECORD_TAIL))
        return false;
    record->type = u16_at(r, at);
    record->class = u16_at(r, at + 2) & (TOP_BIT - 1);
    record->is_marked = u16_at(r, at + 2) & TOP_BIT;
    record->ttl = is_question ? 0 : dns_u32_at(r, at + QUESTION_TAIL);
    record->len = is_question ? 0 : u16_at(r, at + RECORD_TAIL - 2);
    record->at = at + (is_question ? QUESTION_TAIL : RECORD_TAIL);
    return record->len <= r->len - record->at;
}

bool dns_next(struct dns_reader *r, struct dns_record *record)
{
    struct dns_record found = { .section = dns_section_of(r), .name_at = r->at };

    if (r->is_bad || found.section == DNS_SECTIONS)
        return false;
    size_t end = name_end(r, r->at);
    r->is_bad = !end || !read_tail(r, &found, end);
    if (r->is_bad)
        return false;
    r->left[found.section]--;
    r->at = found.at + found.len;
    *record = found;
    return true;
}

static char dns_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool same_label(struct text a, struct text b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (dns_lower(a.p[i]) != dns_lower(b.p[i]))
            return false;
    return true;
}

static bool rest_is(struct walk *w, struct text wire)
{
    struct text label;

    for (size_t at = 0; at < wire.len; at += 1 + (uint8_t)wire.p[at])
        if (!next_label(w, &label) ||
            !same_label(label, text_make(wire.p + at + 1, (uint8_t)wire.p[at])))
            return false;
    return true;
}

bool dns_is(const struct dns_reader *r, size_t name_at, struct text wire)
{
    struct walk w = walk_from(r, name_at);

    return rest_is(&w, wire);
}

bool dns_is_below(const struct dns_reader *r, size_t name_at, struct text wire, struct text *label)
{
    struct walk w = walk_from(r, name_at);

    return next_label(&w, label) && label->len && rest_is(&w, wire);
}

size_t dns_copy(const struct dns_reader *r, size_t name_at, char *wire, size_t cap)
{
    struct walk w = walk_from(r, name_at);
    struct text label;
    size_t len = 0;

    do {
        if (!next_label(&w, &label) || w.len > cap)
            return 0;
        wire[len] = (char)label.len;
        bytes_copy(wire + len + 1, label.p, label.len);
        len = w.len;
    } while (label.len);
    return len;
}

bool dns_address(const struct dns_reader *r, const struct dns_record *record, uint32_t *address)
{
    if (record->type != DNS_A || record->len != sizeof *address)
        return false;
    *address = dns_u32_at(r, record->at);
    return true;
}

// Reads a name that fills the record's data after the first `skip` bytes.
static bool dns_name_in(const struct dns_reader *r, const struct dns_record *record, size_t skip,
                        size_t *name_at)
{
    if (record->len <= skip || name_end(r, record->at + skip) != record->at + record->len)
        return false;
    *name_at = record->at + skip;
    return true;
}

bool dns_pointed(const struct dns_reader *r, const struct dns_record *record, size_t *name_at)
{
    return record->type == DNS_PTR && dns_name_in(r, record, 0, name_at);
}

bool dns_service(const struct dns_reader *r, const struct dns_record *record, uint16_t *port,
                 size_t *name_at)
{
    if (record->type != DNS_SRV || !dns_name_in(r, record, DNS_SRV_HEAD, name_at))
        return false;
    *port = u16_at(r, record->at + DNS_SRV_HEAD - 2);
    return true;
}

size_t dns_join(char *to, size_t cap, struct text label, struct text wire)
{
    size_t len = 1 + label.len + wire.len;

    if (!label.len || label.len > DNS_LABEL_MAX || len > cap || len > DNS_NAME_MAX)
        return 0;
    to[0] = (char)label.len;
    bytes_copy(to + 1, label.p, label.len);
    bytes_copy(to + 1 + label.len, wire.p, wire.len);
    return len;
}

void dns_bytes(struct dns_writer *w, struct text bytes)
{
    w->is_full |= bytes.len > w->cap - w->len;
    if (w->is_full)
        return;
    bytes_copy(w->data + w->len, bytes.p, bytes.len);
    w->len += bytes.len;
}

static void put_u16(uint8_t *to, uint16_t value)
{
    to[0] = (uint8_t)(value >> 8);
    to[1] = (uint8_t)value;
}

void dns_u16(struct dns_writer *w, uint16_t value)
{
    uint8_t bytes[2];

    put_u16(bytes, value);
    dns_bytes(w, text_make((const char *)bytes, sizeof bytes));
}

void dns_u32(struct dns_writer *w, uint32_t value)
{
    dns_u16(w, (uint16_t)(value >> 16));
    dns_u16(w, (uint16_t)value);
}

void dns_begin(struct dns_writer *w, uint8_t *data, size_t cap, uint16_t id, uint16_t flags)
{
    *w = (struct dns_writer){ .data = data, .cap = cap };
    dns_u16(w, id);
    dns_u16(w, flags);
    for (int i = 0; i < DNS_SECTIONS; i++)
        dns_u16(w, 0);
}

static void dns_count(struct dns_writer *w, unsigned section)
{
    uint8_t *at = w->data + 4 + 2 * section;

    if (!w->is_full)
        put_u16(at, (uint16_t)((at[0] << 8 | at[1]) + 1));
}

void dns_ask(struct dns_writer *w, struct text wire, uint16_t type, bool is_marked)
{
    dns_count(w, DNS_QUESTIONS);
    dns_bytes(w, wire);
    dns_u16(w, type);
    dns_u16(w, DNS_IN | (is_marked ? TOP_BIT : 0));
}

void dns_start(struct dns_writer *w, const struct dns_record *record, struct text wire)
{
    dns_count(w, record->section);
    dns_bytes(w, wire);
    dns_u16(w, record->type);
    dns_u16(w, DNS_IN | (record->is_marked ? TOP_BIT : 0));
    dns_u32(w, record->ttl);
    w->length_at = w->len;
    dns_u16(w, 0);
}

void dns_end(struct dns_writer *w)
{
    if (!w->is_full)
        put_u16(w->data + w->length_at, (uint16_t)(w->len - w->length_at - 2));
}
