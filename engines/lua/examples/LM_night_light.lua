-- A lamp that comes on when it gets dark, and goes out when it is light again.
-- Wiring: a lamp on pwm_1, a photo resistor on adc_0 (bright: high voltage).

local function show()
  pin.lamp:pwm(1000, state.on and state.brightness or 0)
end

local function look()
  if not state.auto then return end
  local mv = pin.eye:adc()
  if mv < state.dark then
    state.on = true
  elseif mv > state.dark + 200 then -- a gap, so that it does not flicker at dusk
    state.on = false
  end
  show()
end

return {
  help = "lamp that follows the daylight",
  pins = { lamp = "pwm_1:pwm", eye = "adc_0:adc" },
  state = {
    on = false,
    auto = { true, keep = true },
    dark = { 1000, min = 0, max = 3300, unit = "mV", keep = true },
    brightness = { 300, min = 0, max = 1000, keep = true },
  },

  start = function()
    every(1000, look)
    look()
  end,

  verbs = {
    set = {
      help = "brightness of the lamp, and below which light it comes on",
      args = {
        { "brightness", "int", min = 0, max = 1000, step = 10, optional = true, clamp = true },
        { "dark", "int", min = 0, max = 3300, unit = "mV", optional = true },
      },
      run = function(brightness, dark)
        state.brightness = brightness or state.brightness
        state.dark = dark or state.dark
        look()
        return { brightness = state.brightness, dark = state.dark }
      end,
    },
    toggle = {
      help = "switch by hand; auto follows the daylight again",
      run = function()
        state.auto = false
        state.on = not state.on
        show()
        return state.on and "ON" or "OFF"
      end,
    },
    auto = {
      help = "follow the daylight",
      run = function()
        state.auto = true
        look()
        return "AUTO"
      end,
    },
    status = {
      help = "what it sees and does",
      run = function()
        return { light = pin.eye:adc(), on = state.on, auto = state.auto }
      end,
    },
  },
}

-- test: sim set adc_0 2000
-- test: night_light set 300 1000 => brightness: 300
-- test: night_light status => on: False
-- test: sim set adc_0 200
-- test: night_light auto => AUTO
-- test: night_light status => on: True
-- test: sim set adc_0 1100
-- test: night_light auto => AUTO
-- test: night_light status => on: True
-- test: sim set adc_0 2000
-- test: night_light auto => AUTO
-- test: night_light status => on: False
-- test: night_light toggle => ON
