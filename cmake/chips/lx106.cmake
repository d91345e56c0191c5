# The ESP8266's processor: its compiler, and the flags that make its code small. They are for the toolchain file, and for the
# target, which passes them to bench/size.
# The flags make the code smaller than -Os alone, each measured with bench/size. This processor has few registers: a value
# kept in one across a loop, a call or a jump shared by several cases has to be saved and moved.
set(CHIP_COMPILER xtensa-lx106-elf-gcc)
set(CHIP_FLAGS -fno-move-loop-invariants -fno-jump-tables -fno-caller-saves -fno-tree-tail-merge -fno-thread-jumps)
