// Blobs in raw flash, for boards without files.
// The area is a ring of equal segments of whole sectors. One segment is in use: records are
// appended to it, and the newest whole record of a name is that blob. When it is full, the live
// blobs are copied to the next segment, which is then marked ready with a higher number; so the
// wear spreads over the whole area, and a cut of the power at any word leaves the old segment or
// the new one. A record counts once its length and its checks, which are programmed last, are there
// and right. How it looks in the flash: store/journal_parts.h.
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include "store/blobs.h"
#include "store/flash.h"

struct journal {
    // Hand &journal.blobs to the node. A begin or a remove gives up what is open. After ERR_STORE
    // from a commit or a remove, reading says whether the blob is the old one or the new one.
    struct blobs blobs;
    const struct flash *flash;
    uint32_t segment_bytes;
    uint32_t segment;  // offset of the segment in use
    uint32_t head;     // offset of the first word that was never programmed
    uint32_t sequence; // of the newest record in this segment
    uint32_t open_at;  // offset of the record being written; 0: none
    uint32_t open_len; // bytes of data written to it so far
    uint32_t open_crc; // of these
    uint32_t tail;     // the last of them, until they are a whole word
    uint32_t found_at; // the record that was read last; 0: look for it
    bool is_damaged;   // journal_open found a record that was whole once and is no more
};

// Finds the newest state in the flash, or begins an empty store on a flash that holds none.
// `min_segment_bytes` says how large a segment is at least (rounded up to whole sectors, at least
// two segments): all blobs together, twice the largest among them, must fit into one.
// ERR_STORE: the flash cannot be erased or programmed; what it holds can still be read.
// ERR_DAMAGED: it is of a newer program, whose format this one cannot read; the journal is unusable
// and the flash stays as it is. ERR_RANGE: it is too small, or a segment would be larger than 16
// MiB; the journal is unusable.
int journal_open(struct journal *j, const struct flash *flash, uint32_t min_segment_bytes);

// How much of a segment is not taken by live blobs, and what they take.
unsigned journal_free_percent(const struct journal *j);
uint32_t journal_used_bytes(const struct journal *j);

#endif
