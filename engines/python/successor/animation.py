"""The successor's `AnimationPlayer`: a task that draws the frames that a generator yields."""
from tasks import Pause, manage_task, start

SHORTEST_MS, USUAL_MS, BATCH = 3, 10, 8


class AnimationPlayer:
    def __init__(self, animation=None, tag=None, batch_draw=False, batch_size=None, loop=True):
        self.animation, self.tag = animation, tag or "animation"
        self.batch_draw, self.batch_size, self.loop = batch_draw, batch_size or BATCH, loop
        self.speed_ms = USUAL_MS

    def update(self, *values):
        raise NotImplementedError("an animation has its own update")

    def draw(self):
        raise NotImplementedError("an animation has its own draw")

    def clear(self):
        raise NotImplementedError("an animation has its own clear")

    def control(self, play_speed_ms, bt_draw=None, bt_size=None, loop=True):
        if play_speed_ms is not None:
            self.speed_ms = max(int(play_speed_ms), SHORTEST_MS)
        self.batch_draw = self.batch_draw if bt_draw is None else bool(bt_draw)
        self.batch_size = bt_size or self.batch_size
        self.loop = loop
        return {"realtime": not self.batch_draw, "batched": self.batch_draw, "size": self.batch_size,
                "speed_ms": self.speed_ms}

    async def run(self):
        self.clear()
        while True:
            waits = 0
            for waits, values in enumerate(self.animation(), 1):
                self.update(*(values if isinstance(values, (tuple, list)) else (values,)))
                if self.batch_draw and waits % self.batch_size:
                    continue
                self.draw()
                await Pause(self.speed_ms)
            if self.batch_draw:
                self.draw()
            if not self.loop:
                return
            if not waits or self.batch_draw:  # a generator that yields few frames must not block the module
                await Pause(self.speed_ms)

    def play(self, animation=None, speed_ms=None, bt_draw=False, bt_size=None, loop=True):
        if animation:
            self.stop()
            self.animation = animation
        if not callable(self.animation):
            return "There is nothing to play"
        self.control(speed_ms, bt_draw, bt_size, loop)
        return start(self.tag, self.run())

    def stop(self):
        return manage_task(self.tag, "kill")
