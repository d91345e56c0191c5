// Includes lwIP's headers. lwIP's ERR_ARG conflicts with ours (base/err.h), so it is renamed.
#ifndef LWIP_STACK_H
#define LWIP_STACK_H

#define ERR_ARG LWIP_ERR_ARG
#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/etharp.h"
#include "lwip/igmp.h"
#include "lwip/init.h"
#include "lwip/mem.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/stats.h"
#include "lwip/sys.h"
#include "lwip/tcp.h"
#include "lwip/timeouts.h"
#include "lwip/udp.h"
#include "netif/ethernet.h"
#undef ERR_ARG

#endif
