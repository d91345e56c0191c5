// SPDX-License-Identifier: GPL-2.0
// The clock of the processor, of two speeds, as a cpufreq driver. What it was set to: clock_khz.
#include "nodesim.h"
#include <linux/cpufreq.h>

static u32 clock_khz = 600000;
static struct cpufreq_frequency_table speeds[] = { { .frequency = 600000 },
                                                   { .frequency = 1200000 },
                                                   { .frequency = CPUFREQ_TABLE_END } };

static int start(struct cpufreq_policy *policy)
{
    policy->freq_table = speeds;
    return 0;
}

static int set_speed(struct cpufreq_policy *policy, unsigned int i)
{
    clock_khz = speeds[i].frequency;
    return 0;
}

static unsigned int get(unsigned int cpu)
{
    return clock_khz;
}

static struct cpufreq_driver driver = { .name = "nodesim",
                                        .init = start,
                                        .verify = cpufreq_generic_frequency_table_verify,
                                        .target_index = set_speed,
                                        .get = get };

int clock_up(struct device *board, struct dentry *folder)
{
    debugfs_create_u32("clock_khz", 0444, folder, &clock_khz);
    return cpufreq_register_driver(&driver);
}

void clock_down(void)
{
    cpufreq_unregister_driver(&driver);
}
