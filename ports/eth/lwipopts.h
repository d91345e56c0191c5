// Options of lwIP without an operating system, sized for LINK_SESSIONS busy links. Options not
// listed here have their defaults from lwip/opt.h, which explains all of them.
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

#include "memory.h"

#define NO_SYS               1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_SOCKET          0
#define LWIP_NETCONN         0

// One heap for everything, so that memory use is one number. frames.c and output.c leave a part of
// it (MEMORY_RESERVE) to lwIP's own timers and acknowledgements.
#define MEM_ALIGNMENT         4
#define MEMP_MEM_MALLOC       1
#define MEM_SIZE              MEMORY_HEAP_BYTES
#define LWIP_RAM_HEAP_POINTER memory_heap
#define LWIP_STATS            1
#define LWIP_STATS_DISPLAY    0
#define MEM_STATS             1
#define MEMP_STATS            0
#define SYS_STATS             0
#define LINK_STATS            0
#define ETHARP_STATS          0
#define IP_STATS              0
#define ICMP_STATS            0
#define IGMP_STATS            0
#define UDP_STATS             0
#define TCP_STATS             0

#define ETH_PAD_SIZE               2 // aligns IP headers to four bytes
#define ARP_TABLE_SIZE             6
#define ARP_QUEUEING               0
#define IP_REASSEMBLY              0
#define IP_FRAG                    0
#define LWIP_RAW                   0
#define LWIP_IPV6                  0
#define LWIP_NETIF_HOSTNAME        1
#define LWIP_NETIF_STATUS_CALLBACK 1

// 536 is the size that every peer may send without asking (RFC 9293, section 3.7.1). A send queue
// shorter than 16 waits for the peer's delayed acknowledgement, and stalls for a quarter of a
// second.
#define LWIP_TCP              1
#define TCP_MSS               536
#define TCP_WND               (2 * TCP_MSS)
#define TCP_SND_BUF           (4 * TCP_MSS)
#define TCP_SND_QUEUELEN      16
#define MEMP_NUM_TCP_SEG      32 // no limit with MEMP_MEM_MALLOC, but lwIP compares it with the queue
#define TCP_OOSEQ_MAX_BYTES   TCP_WND
#define TCP_OOSEQ_MAX_PBUFS   4
#define TCP_LISTEN_BACKLOG    1
#define LWIP_CHECKSUM_ON_COPY 1
// Unpredictable sequence numbers (RFC 6528).
#define LWIP_HOOK_TCP_ISN(local_ip, local_port, remote_ip, remote_port) hooks_random()

// The DHCP server checks whether an address is free (RFC 2131, section 3.1). A second check here
// would delay every boot by a second.
#define LWIP_UDP                  1
#define LWIP_DHCP                 1
#define DHCP_DOES_ARP_CHECK       0 // name of the option in lwIP 2.1
#define LWIP_DHCP_DOES_ACD_CHECK  0 // and in 2.2
#define LWIP_DHCP_BOOTP_FILE      0
#define LWIP_DHCP_MAX_DNS_SERVERS 1
#define LWIP_DNS                  1
#define DNS_MAX_SERVERS           1
// Names: the time server, and one for each call to another node (dial.c). DNS asks three times
// within four seconds, so a call learns of an unknown name before it is given up. Answers are kept
// only briefly, since nodes change their addresses.
#define DNS_TABLE_SIZE                3
#define DNS_MAX_NAME_LENGTH           40
#define DNS_MAX_RETRIES               3
#define DNS_MAX_TTL                   20
#define LWIP_DNS_SUPPORT_MDNS_QUERIES 1

// Time: uses the servers in the lease.
#define LWIP_DHCP_GET_NTP_SRV     1
#define LWIP_DHCP_MAX_NTP_SERVERS 2

// The node's name in the local network.
#define LWIP_IGMP 1

#endif
