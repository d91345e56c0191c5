// Blobs in raw flash, for boards without files. The area is a ring of segments, all of the same
// number of whole sectors. One segment is in use. Records are appended to it, and the newest
// complete record of a name is the blob. When the segment is full, the live blobs are copied to the
// next one. Then that segment is marked ready with a higher number. So wear spreads over the whole
// area, and a power cut at any word leaves the old segment or the new one. A record counts once its
// length and its checks are there and correct; they are programmed last. Layout in flash:
// store/journal_parts.h.
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include "store/blobs.h"
#include "store/flash.h"

struct journal {
    // Give &journal.blobs to the node. A begin or a remove drops a blob that is still being
    // written. After ERR_STORE from a commit or a remove, read the blob to find out whether the old
    // or the new one is there.
    struct blobs blobs;
    const struct flash *flash;
    uint32_t segment_bytes;
    uint32_t segment;  // offset of the segment in use
    uint32_t head;     // offset of the first word that was never programmed
    uint32_t sequence; // of the newest record in this segment
    uint32_t open_at;  // offset of the record being written; 0: none
    uint32_t open_len; // bytes of data written to it so far
    uint32_t open_crc; // check of these bytes
    uint32_t tail;     // the last bytes, until they fill a word
    uint32_t found_at; // the record that was read last; 0: search for it
    bool is_damaged;   // journal_open found a record that was complete once and is damaged now
};

// Finds the newest state in the flash. If the flash holds none, starts an empty store. A segment
// has at least `min_segment_bytes`, rounded up to whole sectors; there are at least two segments.
// All blobs together must fit into one segment, with the largest counted twice.
// ERR_STORE: the flash cannot be erased or programmed; its content can still be read.
// ERR_DAMAGED: a newer program wrote a format that this one cannot read. The flash stays as it is.
// ERR_RANGE: the flash is too small, or a segment would be larger than 16 MiB.
// After ERR_DAMAGED and ERR_RANGE the journal is unusable.
int journal_open(struct journal *j, const struct flash *flash, uint32_t min_segment_bytes);

// How much of a segment is free of live blobs, and how many bytes they take.
unsigned journal_free_percent(const struct journal *j);
uint32_t journal_used_bytes(const struct journal *j);

#endif
