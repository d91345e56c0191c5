// Multicast DNS: packets from anybody, against the reader and against a responder in any state.
// An input is several packets: a byte of what time does, two of length, the packet.
#include "fuzz.h"
#include "net/responder.h"
#include <string.h>

static const uint32_t own[] = { 0x0a4e0001, 0x0a4f0001 };

// What was written can be read again, to the end.
static void check_written(const uint8_t *packet, size_t len)
{
    struct dns_reader r;
    struct dns_record record;
    size_t n = 0;

    if (!len)
        return;
    HOLDS(len <= RESPONDER_PACKET_MAX && dns_open(&r, packet, len));
    while (dns_next(&r, &record))
        n++;
    HOLDS(n && !r.is_bad && r.at == len);
}

// Whatever the reader hands out lies inside the packet, and its end comes.
static void read_all(const uint8_t *data, size_t len)
{
    struct dns_reader r;
    struct dns_record record;
    char copy[DNS_NAME_MAX];
    struct text label;
    uint32_t address;
    uint16_t port;
    size_t at, n = 0;

    if (!dns_open(&r, data, len))
        return;
    while (dns_next(&r, &record)) {
        HOLDS(record.at + record.len <= len && ++n <= len);
        HOLDS(dns_copy(&r, record.name_at, copy, sizeof copy));
        if (dns_is_below(&r, record.name_at, text_make(RESPONDER_SERVICE, sizeof RESPONDER_SERVICE),
                         &label))
            HOLDS(label.len && label.len <= DNS_LABEL_MAX);
        dns_address(&r, &record, &address);
        if (dns_pointed(&r, &record, &at) || dns_service(&r, &record, &port, &at))
            HOLDS(dns_copy(&r, at, copy, sizeof copy));
    }
}

static void do_jobs(struct responder *r, const struct responder_place *place, uint32_t now_ms)
{
    uint8_t packet[RESPONDER_PACKET_MAX];
    struct responder_job job;
    int n = 0;

    while (responder_take(r, 3, now_ms, &job)) {
        HOLDS(++n < 8 && job.places && !(job.places & ~3));
        check_written(packet, responder_write(r, place, &job, packet, sizeof packet));
    }
    check_written(packet, responder_goodbye(r, place, packet, sizeof packet));
    HOLDS(responder_wait_ms(r, 3, now_ms) > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct responder_place place = { 1, own[0], own, 2, text_make("\4a=bc", 5) };
    uint8_t answer[RESPONDER_PACKET_MAX];
    struct responder r;
    uint32_t now_ms = UINT32_MAX - 500; // the clock wraps on the way

    responder_start(&r, text_of("lamp"), 9008, now_ms, 77);
    while (len >= 3) {
        size_t n = (size_t)(data[1] << 8 | data[2]) % (len - 2);
        uint8_t *packet = malloc(n ? n : 1); // exactly its size: the sanitizer sees reads past it
        memcpy(packet, data + 3, n);
        now_ms += (uint32_t)(data[0] & 0x7f) * 16;
        read_all(packet, n);
        if (data[0] & 0x80)
            check_written(answer,
                          responder_reply(&r, &place, packet, n, now_ms, answer, sizeof answer));
        else
            responder_hear(&r, &place, packet, n, now_ms, data[0]);
        HOLDS(strlen(r.label) <= RESPONDER_LABEL_MAX && !memcmp(r.label, "lamp", 4));
        do_jobs(&r, &place, now_ms);
        free(packet);
        data += 3 + n;
        len -= 3 + n;
    }
    return 0;
}
