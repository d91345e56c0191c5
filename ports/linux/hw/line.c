// Takes a line from the kernel and sets it.
#include "line.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

// A DHT22's answer has 84 edges. Edges that do not fit are lost.
enum { EDGE_BUFFER = 256 };

int line_request(const char *chip, unsigned offset, uint32_t flags)
{
    struct gpio_v2_line_request request = { .offsets = { offset },
                                            .consumer = "micros",
                                            .config.flags = flags,
                                            .num_lines = 1,
                                            .event_buffer_size = EDGE_BUFFER };
    int fd = open(chip, O_RDWR | O_CLOEXEC);

    if (fd < 0)
        return -1;
    int status = ioctl(fd, GPIO_V2_GET_LINE_IOCTL, &request);
    int number = errno;
    close(fd);
    errno = number;
    if (status < 0)
        return -1;
    fcntl(request.fd, F_SETFD, FD_CLOEXEC);
    fcntl(request.fd, F_SETFL, O_NONBLOCK);
    return request.fd;
}

int line_drive(int fd, bool high)
{
    struct gpio_v2_line_values values = { .bits = high, .mask = 1 };

    return ioctl(fd, GPIO_V2_LINE_SET_VALUES_IOCTL, &values);
}
