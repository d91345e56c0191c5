# A Cortex-M3 with 64 KiB of RAM, emulated: QEMU's mps2-an385. Stands for the STM32 and RP2040 class.
set(MICROS_PORT cortexm3-mps2)
set(MICROS_COMPILER arm-none-eabi-gcc -Os -mcpu=cortex-m3 -mthumb)
set(MICROS_STACK_USAGE 544)
# Settings are an image in the flash journal: no JSON file, no file system.
set(MICROS_LEFT_OUT store/settings_json.c store/flatjson.c store/filestore.c hw/faulty.c)
set(MICROS_MODULES system light dimmer switch servo gpio)
# As on the ESP8266, whose RAM is of the same size.
set(MICROS_OPTIONS
    CFG_LINE_MAX=256 CFG_REPLY_BUFFER=32 CFG_PEER_MAX=24
    CFG_SETTINGS_BYTES=1280 CFG_GENERATIONS=4
    CFG_LOG_BYTES=256 CFG_LOG_LINE=160
    CFG_MODULE_BYTES=128 CFG_GUESTS=4 CFG_ARGS_MAX=6)
