// nodesim: the devices of a small board, simulated below the kernel's own drivers and interfaces.
// What a program drives can be read in debugfs, folder nodesim; what it measures is set there.
#ifndef NODESIM_H
#define NODESIM_H

#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/types.h>

// Each part is brought up with the board's device and the board's folder in debugfs. 0 or an errno.
int pwm_up(struct device *board, struct dentry *folder);
void pwm_down(void);
int wire_up(struct device *board, struct dentry *folder);
void wire_down(void);
int spi_up(struct device *board, struct dentry *folder);
void spi_down(void);
int i2c_up(struct device *board, struct dentry *folder);
void i2c_down(void);
int adc_up(struct device *board, struct dentry *folder);
void adc_down(void);
int senses_up(struct device *board, struct dentry *folder);
void senses_down(void);
int lines_up(struct device *board, struct dentry *folder);
void lines_down(void);
int clock_up(struct device *board, struct dentry *folder);
void clock_down(void);

#endif
