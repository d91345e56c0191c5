// Frames, one at a time, copied between the board's buffers and lwIP's.
#include "frames.h"
#include "eth.h"
#include "memory.h"
#include <string.h>

enum { ETHERNET_MTU = 1500 };

static err_t send_frame(struct netif *face, struct pbuf *p)
{
    u16_t len = (u16_t)(p->tot_len - ETH_PAD_SIZE);
    uint8_t *frame = len <= ETH_FRAME_MAX ? board_eth_tx_frame(len) : NULL;

    (void)face;
    if (!frame)
        return ERR_MEM;
    pbuf_copy_partial(p, frame, len, ETH_PAD_SIZE);
    board_eth_tx_send(len);
    return ERR_OK;
}

bool frames_start(struct netif *face, const uint8_t mac[ETH_HWADDR_LEN])
{
    memcpy(face->hwaddr, mac, ETH_HWADDR_LEN);
    face->hwaddr_len = ETH_HWADDR_LEN;
    if (!board_eth_start(mac))
        return false;
    face->name[0] = 'e';
    face->name[1] = 'n';
    face->mtu = ETHERNET_MTU;
    face->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_IGMP;
    face->output = etharp_output;
    face->linkoutput = send_frame;
    return true;
}

// Makes a buffer of exactly the frame's size, as most frames are short.
static struct pbuf *copy_of(const uint8_t *frame, size_t len)
{
    struct pbuf *p;

    if (memory_heap_free() < MEMORY_RESERVE + len)
        return NULL;
    p = pbuf_alloc(PBUF_RAW, (u16_t)(len + ETH_PAD_SIZE), PBUF_RAM);
    if (p)
        memcpy((uint8_t *)p->payload + ETH_PAD_SIZE, frame, len);
    return p;
}

bool frames_take(struct netif *face)
{
    size_t len;
    const uint8_t *frame = board_eth_rx_frame(&len);
    struct pbuf *p;

    if (!frame)
        return false;
    p = copy_of(frame, len);
    board_eth_rx_drop(); // without memory the frame is lost; peers repeat what matters
    if (p && face->input(p, face) != ERR_OK)
        pbuf_free(p);
    return true;
}
