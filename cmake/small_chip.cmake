# What targets with some tens of KiB of RAM have in common.
# Settings are an image in the flash journal: no JSON file, no file system.
set(MICROS_LEFT_OUT store/settings_json.c store/flatjson.c store/filestore.c hw/faulty.c)
set(MICROS_MODULES system light dimmer switch servo gpio)
# What each option costs stands in core/cfg.h. 256 bytes hold every command of the tutorials; 1280 hold the
# names, the networks and a few cron entries.
set(MICROS_OPTIONS
    CFG_LINE_MAX=256 CFG_REPLY_BUFFER=32 CFG_PEER_MAX=24
    CFG_SETTINGS_BYTES=1280 CFG_GENERATIONS=4
    CFG_LOG_BYTES=256 CFG_LOG_LINE=160
    CFG_MODULE_BYTES=128 CFG_GUESTS=4 CFG_ARGS_MAX=6)
