-- A door chime: a button on irq1 (to ground), a piezo on pwm_0. It flashes the lamp of the module light too.

local MELODY = { { 880, 200 }, { 0, 50 }, { 698, 400 } } -- Hz and ms; 0 is a pause
local plays = false

local function tone(hz)
  pin.piezo:pwm(hz > 0 and hz or 1000, hz > 0 and 500 or 0)
end

local function play(n)
  local note = MELODY[n]
  plays = note ~= nil
  if not note then
    pin.piezo:release()
    return
  end
  tone(note[1])
  after(note[2], function() play(n + 1) end)
end

local function ring()
  if plays then return end
  state.rings = state.rings + 1
  state.last = string.format("%02d:%02d", clock().hour, clock().minute)
  log("somebody is at the door")
  if state.flash then call("light toggle") end
  play(1)
end

return {
  help = "door chime",
  pins = { button = "irq1:in_up", piezo = "pwm_0:pwm" },
  uses = { "light" },
  state = {
    rings = { 0, keep = true },
    last = { "never", max = 8, keep = true },
    flash = { false, keep = true },
  },

  start = function()
    on("button", "fall", ring)
  end,

  verbs = {
    ring = { help = "as if somebody had pressed the button", run = ring },
    flash = {
      help = "toggle the lamp at each ring",
      args = { { "on", "bool" } },
      run = function(on_off)
        state.flash = on_off
      end,
    },
    hold = {
      help = "one long tone; the answer comes when it is over",
      args = { { "ms", "int", min = 10, max = 5000, default = 1000, unit = "ms" } },
      run = function(ms)
        tone(440)
        wait(ms)
        tone(0)
        return "HELD " .. ms .. " ms"
      end,
    },
    status = {
      help = "how often and when it rang",
      run = function()
        return { rings = state.rings, last = state.last }
      end,
    },
  },
}

-- test: chime flash True
-- test: chime ring
-- test: light toggle => OFF
-- test: chime status => rings: 1
-- test: chime hold 100 => HELD 100 ms
-- test: sim press irq1 50
-- test: chime status => rings:
