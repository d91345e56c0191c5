"""The successor's `Notify`. This node sends no notifications."""

DISABLED = "Notifications disabled"


class Notify:
    @staticmethod
    def notifications(state=None):
        return DISABLED if not state else f"{DISABLED}: this node has no service that sends them"

    @staticmethod
    def notify(*_, **__):
        return DISABLED
