# Options that targets with some tens of KiB of RAM have in common.
include(${CMAKE_CURRENT_LIST_DIR}/no_files.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/every_module.cmake)
# core/cfg.h states the cost of each option. 256 bytes hold every command of the tutorials; 1280 hold the names, the networks
# and a few cron entries.
set(MICROS_OPTIONS
    CFG_LINE_MAX=256 CFG_REPLY_BUFFER=32 CFG_PEER_MAX=24 CFG_GPIO_MAX=17
    CFG_SETTINGS_BYTES=1280 CFG_GENERATIONS=4
    CFG_LOG_BYTES=144 CFG_LOG_LINE=128
    CFG_GUESTS=3 CFG_ARGS_MAX=6 CFG_PLACES=1
    CFG_MELODY_MAX=200 CFG_CAUSE_PEER=2 CFG_SELF_REPLY=32 CFG_CRON_NOTES=2
    CFG_TASKS=2 CFG_TASK_LINE=80 CFG_TASK_OUTPUT=64 CFG_HOST_MAX=33 CFG_CALLS=2 CFG_CALL_REPLY=192)
# Modules in Lua keep more; the remaining memory limits them.
if(MICROS_LUA)
    list(APPEND MICROS_OPTIONS CFG_KEPT_BYTES=192 CFG_LUA_MEMORY=24 USERMOD_STACK_RESERVE=3072 USERMOD_TEXT_KIB=6 USERMOD_TEXTS_KIB=24)
else()
    list(APPEND MICROS_OPTIONS CFG_KEPT_BYTES=96)
endif()
