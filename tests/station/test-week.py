#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Days of 200 sensors in as little time as the station takes for them, with kill -9 on the way: each reading is kept once,
each alarm is there, and the memory stays flat.

usage: test-week.py ANLANCTL [--hours N] [--step SECONDS] [--kills N]

Four devices post what fifty sensors have measured within 200 s or 20 steps, and post it again until it is answered with
200, as a device does. What is measured is a fixed sum of waves; a sensor is over its level at moments that the senders
have drawn before."""

import argparse
import json
import http.client
import os
import random
import shutil
import sys
import tempfile
import threading
import time

from plant_station import Plant, wait_for

SENSORS = 200
DEVICES = 4
STEPS = 20  # of a message
LEVEL = 1000
# The first tenth of the messages fills the caches; afterwards it may grow by this much at most, MiB.
FLAT = 24


class Device(threading.Thread):
    def __init__(self, week, number):
        super().__init__(daemon=True)
        self.week = week
        self.sensors = range(number, SENSORS, DEVICES)
        self.done = 0  # messages that were answered
        self.again = 0  # that had to be sent again
        self.trouble = None
        self.connection = None

    def message(self, first):
        week = self.week
        parts = []
        for sensor in self.sensors:
            for step in range(first, first + STEPS):
                value = week.value(sensor, step)
                parts.append(f'{{"series":"week/{sensor:03}","ts":{week.start + step * week.step},"value":{value}}}')
        return '{"readings":[' + ",".join(parts) + "]}"

    def send(self, body):
        """Until it is answered: what is not known to have arrived is sent again."""
        while True:
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection("127.0.0.1", self.week.plant.port, timeout=60)
                self.connection.request("POST", self.week.path, body, {"Content-Type": "application/json"})
                answer = self.connection.getresponse()
                said = json.loads(answer.read())
                if answer.status == 200:
                    assert said["readings"] == len(self.sensors) * STEPS and said["refused"] == 0, said
                    return
                assert answer.status == 503, (answer.status, said)
            except (OSError, http.client.HTTPException, ValueError):
                self.connection.close()
                self.connection = None
            self.again += 1
            time.sleep(0.02)

    def run(self):
        try:
            for first in range(0, self.week.steps, STEPS):
                self.send(self.message(first).encode())
                self.done += 1
        except Exception as error:  # pylint: disable=broad-except
            self.trouble = error


class Week:
    def __init__(self, options, root):
        self.options = options
        self.plant = Plant(options.program, root)
        self.step = options.step * 1000
        self.steps = int(options.hours * 3600 / options.step) // STEPS * STEPS
        self.start = int(time.time() * 1000) - self.steps * self.step
        chance = random.Random(7)
        self.peaks = {(chance.randrange(SENSORS), chance.randrange(1, self.steps - 1))
                      for _ in range(max(20, self.steps // 10))}
        # A peak that begins where another one is still going on would be no alarm of its own.
        self.peaks = {(sensor, step) for sensor, step in self.peaks if (sensor, step - 1) not in self.peaks}
        self.path = self.plant.inlet("Week")
        self.plant.add("rule", title="Over", type="level", series="week/*", bound=LEVEL, severity="high", danger="toxic",
                       response="Look")

    def value(self, sensor, step):
        # Whole numbers, so that sums can be compared to the last digit.
        return LEVEL + sensor if (sensor, step) in self.peaks else (sensor * 7 + step * 3) % 500

    def run(self):
        plant, messages = self.plant, self.steps // STEPS * DEVICES
        plant.start()
        devices = [Device(self, number) for number in range(DEVICES)]
        kills = [messages * (i + 1) // (self.options.kills + 1) for i in range(self.options.kills)]
        memory = []
        killed = 0
        began = time.monotonic()
        for device in devices:
            device.start()
        while any(device.is_alive() for device in devices):
            done = sum(device.done for device in devices)
            if killed < len(kills) and done >= kills[killed]:
                plant.kill()
                plant.start()
                killed += 1
                settled = done + max(20, messages // 50)
            elif done >= (settled if killed else messages // 10):
                memory.append(plant.memory())
            time.sleep(0.02)
        self.seconds = time.monotonic() - began
        for device in devices:
            if device.trouble is not None:
                raise device.trouble
        self.killed, self.memory, self.again = killed, memory, sum(device.again for device in devices)

    def check_readings(self):
        plant, total = self.plant, SENSORS * self.steps
        kept = plant.ask("readings", "SELECT name, count(*), total(value), min(ts), max(ts) FROM raw JOIN series s "
                         "ON s.id = raw.series GROUP BY series ORDER BY name")
        assert len(kept) == SENSORS, len(kept)
        for sensor, (name, count, sum_, first, last) in enumerate(kept):
            wanted = sum(self.value(sensor, step) for step in range(self.steps))
            assert name == f"week/{sensor:03}" and count == self.steps and sum_ == wanted, (name, count, sum_, wanted)
            assert first == self.start and last == self.start + (self.steps - 1) * self.step
        for level, table in enumerate(("minute", "quarter", "hour", "day")):
            (count, bad, sum_), = plant.ask("readings", f"SELECT sum(count), sum(bad), total(sum) FROM (SELECT count, bad, "
                                            f"sum FROM {table} UNION ALL SELECT count{level}, bad{level}, sum{level} FROM head)")
            assert (count, bad) == (total, 0), (table, count, bad, total)
            assert sum_ == sum(row[2] for row in kept), (table, sum_)
        return total

    def check_alarms(self):
        """Each sensor that was over its level has its alarm, which has begun as often as it was; its record is there."""
        times = {}
        for sensor, _ in self.peaks:
            times[f"week/{sensor:03}"] = times.get(f"week/{sensor:03}", 0) + 1
        begun = dict(self.plant.ask("alarms", "SELECT subject, sum(repeats + 1) FROM alarm GROUP BY subject"))
        lost = {name: (begun.get(name, 0), n) for name, n in times.items() if begun.get(name, 0) < n}
        assert not lost, f"lost alarms: {dict(list(lost.items())[:5])}"
        more = {name: (n, times.get(name, 0)) for name, n in begun.items() if n > times.get(name, 0)}
        assert not more, f"alarms that nobody has caused: {dict(list(more.items())[:5])}"
        standing, = self.plant.ask("alarms", "SELECT count(*) FROM alarm WHERE cleared IS NULL")[0]
        assert standing == 0, standing

        def mirrored():
            return (self.plant.ask("plant", "SELECT count(*) FROM k_alarm")[0] ==
                    self.plant.ask("alarms", "SELECT count(*) FROM alarm")[0])

        wait_for("the records of all alarms", mirrored)
        return sum(times.values())

    def check_memory(self):
        # What a sanitizer keeps back of freed memory grows for long.
        with open(f"/proc/{self.plant.process.pid}/maps", encoding="utf-8") as maps:
            if "libasan" in maps.read():
                return
        grown = max(self.memory) - self.memory[0]
        assert grown <= FLAT, f"from {self.memory[0]:.0f} to {max(self.memory):.0f} MiB"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--hours", type=float, default=3)
    parser.add_argument("--step", type=int, default=10)
    parser.add_argument("--kills", type=int, default=5)
    options = parser.parse_args()
    root = tempfile.mkdtemp(prefix="anlan-week-")
    week = Week(options, root)
    print("1..1", flush=True)
    status = 0
    try:
        week.run()
        readings, alarms = week.check_readings(), week.check_alarms()
        week.check_memory()
        print(f"# {week.steps * options.step / 86400:.2f} days of {SENSORS} sensors in {week.seconds:.0f} s: {readings} "
              f"readings, {alarms} alarms, none lost, none twice; killed {week.killed} times, {week.again} messages sent "
              f"again; {readings / week.seconds:.0f} readings a second from {DEVICES} devices; memory {week.memory[0]:.0f} "
              f"to {max(week.memory):.0f} MiB, {week.memory[-1]:.0f} at the end")
        week.plant.stop()
        print("ok 1 week", flush=True)
    except Exception as error:  # pylint: disable=broad-except
        print("not ok 1 week", flush=True)
        print("\n".join("# " + line for line in f"{type(error).__name__}: {error}".splitlines()), flush=True)
        status = 1
    week.plant.close()
    shutil.rmtree(root, ignore_errors=True)
    return status


if __name__ == "__main__":
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    sys.exit(main())
