// Reads and writes DNS messages: RFC 1035 with the additions of RFC 6762 (multicast DNS). Names are
// compared in place in the message, so nothing is copied and long names cost no memory. Our own
// names are in wire form: labels, each preceded by its length, and a final zero. As a C string:
// "\7_micros\4_tcp\5local", whose terminator is that zero.
#ifndef NET_DNS_H
#define NET_DNS_H

#include "base/text.h"

enum dns_type {
    DNS_A = 1,
    DNS_PTR = 12,
    DNS_TXT = 16,
    DNS_AAAA = 28,
    DNS_SRV = 33,
    DNS_NSEC = 47,
    DNS_ANY = 255,
};
enum dns_class { DNS_IN = 1, DNS_CLASS_ANY = 255 };
enum dns_flags { DNS_RESPONSE = 0x8000, DNS_OPCODE = 0x7800, DNS_AUTHORITATIVE = 0x0400 };
enum dns_section { DNS_QUESTIONS, DNS_ANSWERS, DNS_AUTHORITIES, DNS_ADDITIONALS, DNS_SECTIONS };
enum { DNS_LABEL_MAX = 63, DNS_NAME_MAX = 255, DNS_SRV_HEAD = 6 };

// A question or a record.
struct dns_record {
    uint8_t section; // enum dns_section
    bool is_marked;  // top bit of the class: answer by unicast, or replace earlier data
    uint16_t type, class;
    uint32_t ttl;   // seconds; a question has none
    size_t name_at; // offset in the message
    size_t at, len; // offset and length of its data
};

struct dns_reader {
    const uint8_t *data;
    size_t len, at;
    uint16_t id, flags;
    uint16_t left[DNS_SECTIONS]; // records still to come
    bool is_bad;                 // the message ended too early or has an invalid name
};

// Starts to read a message. False: it has no complete header.
bool dns_open(struct dns_reader *r, const uint8_t *data, size_t len);

// Reads the next question or record. False: end of the message, or an error in it.
bool dns_next(struct dns_reader *r, struct dns_record *record);

// Compares a name that dns_next found. Case is ignored (ASCII only).
bool dns_is(const struct dns_reader *r, size_t name_at, struct text wire);

// Whether the name is a label followed by `wire`. `label` points into the message and may hold any
// bytes.
bool dns_is_below(const struct dns_reader *r, size_t name_at, struct text wire, struct text *label);

// Copies a name. Returns its length, or 0 if it does not fit.
size_t dns_copy(const struct dns_reader *r, size_t name_at, char *wire, size_t cap);

// Reads a record's data. False: it is not valid data of that type.
bool dns_address(const struct dns_reader *r, const struct dns_record *record, uint32_t *address);
bool dns_pointed(const struct dns_reader *r, const struct dns_record *record, size_t *name_at);
bool dns_service(const struct dns_reader *r, const struct dns_record *record, uint16_t *port,
                 size_t *name_at);

// Puts a label in front of a wire name. Returns the length, or 0 if it does not fit or the label is
// invalid.
size_t dns_join(char *to, size_t cap, struct text label, struct text wire);

// Writes a message without compression of names.
struct dns_writer {
    uint8_t *data;
    size_t cap, len;
    size_t length_at; // offset of the present record's length
    bool is_full;     // something did not fit, so the message is useless
};

void dns_begin(struct dns_writer *w, uint8_t *data, size_t cap, uint16_t id, uint16_t flags);
void dns_ask(struct dns_writer *w, struct text wire, uint16_t type, bool is_marked);

// Starts a record of class IN with the section, type, ttl and mark of `record`. Write its data
// next, then call dns_end.
void dns_start(struct dns_writer *w, const struct dns_record *record, struct text wire);
void dns_u16(struct dns_writer *w, uint16_t value);
void dns_u32(struct dns_writer *w, uint32_t value);
void dns_bytes(struct dns_writer *w, struct text bytes);
void dns_end(struct dns_writer *w);

#endif
