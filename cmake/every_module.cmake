# Every load module of this release, in the order of help.
set(MICROS_MODULES system light dimmer switch servo gpio intercon sim
    dht11 dht22 co2 air adc bme280 distance_HCSR04 motion_sensor light_sensor ph_sensor esp32
    oled_128x64i2c oled_widgets neopixel
    rgb cct buzzer rencoder ds18 button relay presence pid genio i2c robustness)
