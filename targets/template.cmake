# The board that has nothing yet: ports/template as it is, to see that it links.
set(MICROS_PORT template)
set(MICROS_COMPILER arm-none-eabi-gcc -Os -mcpu=cortex-m3 -mthumb)
set(MICROS_STACK_USAGE 544)
set(MICROS_LEFT_OUT store/settings_json.c store/flatjson.c store/filestore.c hw/faulty.c)
set(MICROS_MODULES system light dimmer switch servo gpio)
set(MICROS_OPTIONS
    CFG_LINE_MAX=256 CFG_REPLY_BUFFER=32 CFG_PEER_MAX=24
    CFG_SETTINGS_BYTES=1280 CFG_GENERATIONS=4
    CFG_LOG_BYTES=256 CFG_LOG_LINE=160
    CFG_MODULE_BYTES=128 CFG_GUESTS=4 CFG_ARGS_MAX=6)
