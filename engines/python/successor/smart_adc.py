"""The successor's `SmartADC`: reads an analog input as a raw value, in percent and in volts."""
from machine import ADC, SUPPLY_MV


class SmartADC:
    instances = {}

    def __init__(self, pin):
        self.adc = ADC(pin)

    def get(self):
        volts = self.adc.read_uv() / 1000000
        return {"raw": self.adc.read_u16(), "percent": round(min(volts * 100000 / SUPPLY_MV, 100), 1),
                "volt": round(volts, 2)}

    @classmethod
    def get_instance(cls, pin):
        if pin not in cls.instances:
            cls.instances[pin] = cls(pin)
        return cls.instances[pin]
