# What makes the lx106's code smaller than -Os alone, each measured with bench/size. This processor has few registers: a
# value kept in one across a loop, a call or a jump shared by several cases has to be saved and moved.
set(LX106_SMALL -fno-move-loop-invariants -fno-jump-tables -fno-caller-saves -fno-tree-tail-merge -fno-thread-jumps)
