#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plant's readings as others read them by the OGC SensorThings API 1.1, and another plant that does.

usage: test-outlet.py ANLANCTL"""

import http.client
import json
import os
import shutil
import sys
import tempfile
import time

from plant_station import Plant, run_tests, wait_for

START = int(time.time()) // 60 * 60 * 1000 - 3600_000
N = 250


class Both:
    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="anlan-outlet-")
        os.mkdir(os.path.join(self.root, "a"))
        os.mkdir(os.path.join(self.root, "b"))
        self.plant = Plant(sys.argv[1], os.path.join(self.root, "a"))
        self.other = Plant(sys.argv[1], os.path.join(self.root, "b"))
        self.posted = self.plant.inlet("Devices")
        self.path = self.plant.inlet("Others", type="sensorthings-server").replace("/in/", "/sta/") + "/v1.1"
        self.plant.start()
        readings = [{"series": name, "ts": START + i * 1000, "value": i / 4, "unit": "°C"}
                    for name in ("tank/1", "tank/2") for i in range(N)]
        readings.append({"series": "tank/3", "ts": START, "value": None, "quality": "bad"})
        assert self.plant.post(self.posted, {"readings": readings})[0] == 200

    def get(self, path, method="GET", status=200):
        """@path: behind the version, or a whole address as a link has it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.plant.port, timeout=60)
        whole = path if path.startswith("/sta/") else self.path + path
        if path.startswith("http"):
            whole = path.split(str(self.plant.port), 1)[1]
        connection.request(method, whole)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        assert answer.status == status, (whole, answer.status, said[:300])
        return json.loads(said) if said else None

    def close(self):
        self.plant.close()
        self.other.close()
        shutil.rmtree(self.root, ignore_errors=True)


tests = []


def test(function):
    tests.append(function)
    return function


@test
def the_service_says_what_it_has(both):
    root = both.get("")
    link, = root["value"]
    assert link["name"] == "Datastreams" and root["serverSettings"]["conformance"]
    streams = both.get(link["url"] + "?$count=true")
    assert streams["@iot.count"] == 3 and [s["name"] for s in streams["value"]] == ["tank/1", "tank/2", "tank/3"]
    first = streams["value"][0]
    assert first["unitOfMeasurement"] == {"name": "°C", "symbol": "°C", "definition": None}
    assert both.get(first["@iot.selfLink"]) == first
    assert set(both.get(first["@iot.selfLink"] + "?$select=name")) == {"@iot.selfLink", "@iot.id", "name",
                                                                       "Observations@iot.navigationLink"}


@test
def pages_lead_to_the_end(both):
    streams, url = [], "/Datastreams?$top=2"
    while url:
        page = both.get(url)
        streams += page["value"]
        url = page.get("@iot.nextLink")
    assert len(streams) == 3 and len({s["@iot.id"] for s in streams}) == 3
    for order, expected in (("", range(N)), ("&$orderby=phenomenonTime%20desc", range(N - 1, -1, -1))):
        seen, url, pages = [], streams[0]["Observations@iot.navigationLink"] + "?$top=60" + order, 0
        while url:
            page = both.get(url)
            seen += [o["result"] for o in page["value"]]
            url = page.get("@iot.nextLink")
            pages += 1
        assert seen == [i / 4 for i in expected] and pages == 5, (len(seen), pages)


@test
def observations_are_chosen_by_their_time(both):
    def moment(i):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(START / 1000 + i))

    observations = "/Datastreams(1)/Observations"
    for comparison, expected in ((f"gt {moment(240)}", 9), (f"ge {moment(240)}", 10), (f"lt {moment(5)}", 5),
                                 (f"le {moment(5)}", 6)):
        told = both.get(f"{observations}?$count=true&$filter=phenomenonTime%20{comparison.replace(' ', '%20')}")
        assert len(told["value"]) == told["@iot.count"] == expected, (comparison, told["@iot.count"])
    both_ends = f"phenomenonTime ge {moment(10)} and phenomenonTime lt {moment(12)}".replace(" ", "%20")
    told = both.get(f"{observations}?$filter={both_ends}&$expand=Datastream($select=name)&$select=result,phenomenonTime")
    assert [o["result"] for o in told["value"]] == [2.5, 2.75]
    assert told["value"][0]["phenomenonTime"].startswith(moment(10)[:-1])
    assert "resultTime" not in told["value"][0] and told["value"][0]["Datastream"]["name"] == "tank/1"
    bad, = both.get("/Datastreams(3)/Observations")["value"]
    assert bad["result"] is None and bad["resultQuality"] == "bad"
    assert both.get(observations + "?$top=0")["value"] == []


@test
def what_it_does_not_have_it_says(both):
    for path, status in (("/Things", 501), ("/Datastreams?$filter=name%20eq%20'x'", 501), ("/Datastreams(1)/Thing", 501),
                         ("/Datastreams(1)/Observations?$expand=FeatureOfInterest", 501),
                         ("/Datastreams(1)/Observations?$filter=result%20gt%203", 501),
                         ("/Datastreams(1)/Observations?$filter=phenomenonTime%20gt%20yesterday", 400),
                         ("/Datastreams?$top=-1", 400), ("/Datastreams?$skiptoken=x", 400), ("/Datastreams(99)", 404),
                         ("/Datastreams(1)x", 501)):
        assert both.get(path, status=status)["ok"] is False
    # Nobody writes by it, reads by what devices post to, or posts to it.
    both.get("/Datastreams", method="POST", status=405)
    token = both.path.split("/")[2]
    both.get("/sta/" + both.posted.split("/")[2] + "/v1.1/Datastreams", status=404)
    assert both.plant.post("/in/" + token, {"readings": [{"series": "x", "value": 1}]})[0] == 404


@test
def another_plant_reads_it(both):
    other = both.other
    url = f"http://127.0.0.1:{both.plant.port}{both.path}"
    for number in (1, 2):
        other.add("source", name=f"Neighbour {number}", type="sensorthings", address=f"{url}/Datastreams({number})",
                  definition=json.dumps({"interval": 1, "prefix": "next/"}))
    other.start()
    for name in ("tank/1", "tank/2"):
        wait_for("the neighbour's readings", lambda: len(other.readings("next/" + name)) == N)
        assert other.readings("next/" + name) == both.plant.readings(name)
    # What is measured from now on comes as well.
    assert both.plant.post(both.posted, {"readings": [{"series": "tank/1", "value": 99}]})[0] == 200
    wait_for("what is new", lambda: [value for _, value in other.readings("next/tank/1")][-1] == 99)


sys.exit(run_tests(tests, Both, lambda both: both.close()))
