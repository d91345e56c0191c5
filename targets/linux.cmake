# A Linux host: every module of this release, a simulated board.
set(MICROS_PORT linux)
set(MICROS_MODULES system light dimmer switch servo gpio intercon sim)
set(MICROS_OPTIONS)
