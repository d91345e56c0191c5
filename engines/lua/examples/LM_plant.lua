-- Waters a plant: a pump on simple_1, a soil moisture probe on adc_0 (dry: high voltage).
-- The pump never runs longer than the dose, and not again before the soil had time to take it.

local REST_MS = 60 * 1000
local rests = false

local function pump_off()
  pin.pump:write(false)
end

local function water()
  if rests then return false end
  rests = true
  pin.pump:write(true)
  state.doses = state.doses + 1
  after(state.dose, pump_off)
  after(REST_MS, function() rests = false end)
  return true
end

local function look()
  if pin.soil:adc() > state.dry and water() then
    log("the soil is dry: dose " .. state.doses)
  end
end

return {
  help = "waters a plant when its soil is dry",
  pins = { pump = "simple_1:out", soil = "adc_0:adc" },
  state = {
    dry = { 2000, min = 0, max = 3300, unit = "mV", keep = true },
    dose = { 3000, min = 100, max = 20000, unit = "ms", keep = true },
    doses = { 0, keep = true },
    plant = { "", max = 32, keep = true },
  },

  start = function()
    pump_off()
    every(5000, look)
  end,
  stop = pump_off,

  verbs = {
    water = {
      help = "a dose now",
      run = function()
        return water() and "WATERING" or "the soil is still taking the last dose"
      end,
    },
    set = {
      help = "when it is dry, how long a dose is, and whose pot it is",
      args = {
        { "dry", "int", min = 0, max = 3300, unit = "mV", optional = true },
        { "dose", "int", min = 100, max = 20000, unit = "ms", optional = true },
        { "plant", "text", max = 32, optional = true, word = true },
      },
      run = function(dry, dose, plant)
        state.dry = dry or state.dry
        state.dose = dose or state.dose
        state.plant = plant or state.plant
      end,
    },
    status = {
      help = "soil, doses, plant",
      out = {
        { "soil", "int", help = "dry is high", min = 0, max = 3300, unit = "mV", class = "voltage" },
        { "doses", "int", help = "given so far" },
        { "plant", "text", help = "whose pot it is", max = 32 },
      },
      run = function()
        return { soil = pin.soil:adc(), doses = state.doses, plant = state.plant }
      end,
    },
  },
}

-- test: plant set plant=basil
-- test: plant set dose=50 => out of range
-- test: plant water => WATERING
-- test: plant water => the soil is still taking
-- test: plant status => plant: basil
-- test: plant status => doses: 1
