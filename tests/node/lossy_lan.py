"""A network of namespaces as mdns_lan.Lan, but joined by the switch of switch.py, which loses, delays and doubles frames."""
from mdns_lan import Lan
from switch import Switch, Tap


class LossyLan(Lan):
    def __init__(self, test, hosts, seed):
        self.switch = Switch(seed)
        test.addCleanup(self.switch.close)
        super().__init__(test, hosts)

    def plug(self, i, device, address, up=True):
        try:
            self.switch.add(self.in_namespace(i, lambda: Tap(device)))
        except OSError as e:
            self.test.skipTest(f"a switch in user space needs TAP devices: {e}")
        for words in (("address", "add", f"{address}/{self.bits}", "dev", device), ("link", "set", device, "up"),
                      ("route", "add", "default", "dev", device)):
            self.ip("-n", self.names[i], *words)
