// lwIP as a vendor's system has it: a thread of its own, a lock around its core, the system's heap.
// Whoever calls lwIP without that lock ends the test.
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

#include <stdlib.h>

void vendor_lock(void);
void vendor_unlock(void);
void vendor_check_lock(void);

// lwIP 2.2 on Unix takes the lock by functions of its own, whatever stands below. They are ours,
// but in the file that defines them.
#ifndef VENDOR_SYS_ARCH
#define sys_lock_tcpip_core   vendor_lock
#define sys_unlock_tcpip_core vendor_unlock
#endif

#define NO_SYS                        0
#define LWIP_TCPIP_CORE_LOCKING       1
#define LWIP_TCPIP_CORE_LOCKING_INPUT 0
#define LOCK_TCPIP_CORE()             vendor_lock()
#define UNLOCK_TCPIP_CORE()           vendor_unlock()
#define LWIP_ASSERT_CORE_LOCKED()     vendor_check_lock()
#define SYS_LIGHTWEIGHT_PROT          1
#define MEM_LIBC_MALLOC               1
#define MEMP_MEM_MALLOC               1
#define MEM_ALIGNMENT                 8
#define TCPIP_MBOX_SIZE               32
#define DEFAULT_TCP_RECVMBOX_SIZE     32
#define DEFAULT_ACCEPTMBOX_SIZE       8

#define LWIP_NETCONN          1 // the test's own side
#define LWIP_SOCKET           0
#define LWIP_HAVE_LOOPIF      1
#define LWIP_NETIF_LOOPBACK   1
#define LWIP_LOOPIF_MULTICAST 1
#define LWIP_SO_RCVTIMEO      1
#define LWIP_IPV6             0
#define LWIP_DHCP             1
#define LWIP_DNS              1
#define LWIP_IGMP             1
#define TCP_LISTEN_BACKLOG    1
#define TCP_MSS               1440
#define TCP_WND               5760
#define TCP_SND_BUF           5760
#define MEMP_NUM_TCP_SEG      64

// What ports/lwip wants to know of a configuration.
#define DNS_TABLE_SIZE            8
#define DNS_MAX_NAME_LENGTH       256
#define LWIP_DHCP_MAX_NTP_SERVERS 2

#endif
