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
NEXT_TO_A_DATASTREAM = {name + "@iot.navigationLink" for name in ("Thing", "Sensor", "ObservedProperty", "Observations")}


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
    links = {link["name"]: link for link in root["value"]}
    assert set(links) == {"Things", "Locations", "Datastreams", "Sensors", "ObservedProperties"}
    assert root["serverSettings"]["conformance"]
    link = links["Datastreams"]
    streams = both.get(link["url"] + "?$count=true")
    assert streams["@iot.count"] == 3 and [s["name"] for s in streams["value"]] == ["tank/1", "tank/2", "tank/3"]
    first = streams["value"][0]
    assert first["unitOfMeasurement"] == {"name": "°C", "symbol": "°C", "definition": None}
    assert both.get(first["@iot.selfLink"]) == first
    assert set(both.get(first["@iot.selfLink"] + "?$select=name")) == {"@iot.selfLink", "@iot.id", "name",
                                                                       *NEXT_TO_A_DATASTREAM}


@test
def a_client_walks_from_things_to_observations(both):
    """As one does that knows nothing of a service but its root."""
    links = {link["name"]: link["url"] for link in both.get("")["value"]}
    things = both.get(links["Things"] + "?$count=true&$expand=Locations,Datastreams($select=name;$top=2)")
    thing, = things["value"]
    assert things["@iot.count"] == 1 and thing["name"] == "Test" and thing["@iot.id"] == 1
    assert thing["Locations"] == []  # Nobody has said where this plant is.
    assert [s["name"] for s in thing["Datastreams"]] == ["tank/1", "tank/2"]
    assert [s["name"] for s in both.get(thing["Datastreams@iot.nextLink"])["value"]] == ["tank/3"]
    assert both.get(thing["@iot.selfLink"])["name"] == "Test"
    streams = both.get(thing["Datastreams@iot.navigationLink"])["value"]
    assert len(streams) == 3
    for stream in streams:
        assert both.get(stream["Thing@iot.navigationLink"])["@iot.id"] == 1
        sensor = both.get(stream["Sensor@iot.navigationLink"])
        measured = both.get(stream["ObservedProperty@iot.navigationLink"])
        assert sensor["name"] == measured["name"] == stream["name"] and "metadata" in sensor and "definition" in measured
        for one in (sensor, measured):
            back, = both.get(one["Datastreams@iot.navigationLink"])["value"]
            assert back["@iot.id"] == stream["@iot.id"]
            assert both.get(one["@iot.selfLink"]) == one
        assert both.get(stream["Observations@iot.navigationLink"] + "?$top=1")["value"]
    assert len(both.get(links["Sensors"])["value"]) == len(both.get(links["ObservedProperties"])["value"]) == 3
    assert both.get(links["Locations"])["value"] == []


@test
def the_last_word_of_each_series_is_one_question(both):
    """What dashboards ask."""
    last = "Observations($orderby=phenomenonTime%20desc;$top=1;$select=result)"
    streams = both.get(f"/Datastreams?$expand={last},Sensor($select=name)&$select=name")["value"]
    assert [s["Observations"][0] for s in streams] == [{"result": (N - 1) / 4}, {"result": (N - 1) / 4}, {"result": None}]
    assert [s["Sensor"]["name"] for s in streams] == [s["name"] for s in streams]
    # The way on is in the order that was asked for.
    more = both.get(streams[0]["Observations@iot.nextLink"] + "&$top=2")["value"]
    assert [o["result"] for o in more] == [(N - 2) / 4, (N - 3) / 4]


@test
def observations_are_chosen_by_their_result(both):
    observations = "/Datastreams(1)/Observations"
    for comparison, expected in (("gt 60", 9), ("ge 60", 10), ("lt 1", 4), ("le 1", 5), ("eq 20", 1), ("ne 20", N - 1)):
        told = both.get(f"{observations}?$count=true&$top=1000&$filter=result%20{comparison.replace(' ', '%20')}")
        assert len(told["value"]) == told["@iot.count"] == expected, (comparison, told["@iot.count"])
    told = both.get(f"{observations}?$filter=result%20gt%2010%20and%20result%20le%2010.75")
    assert [o["result"] for o in told["value"]] == [10.25, 10.5, 10.75]
    # What is bad has no result.
    assert both.get("/Datastreams(3)/Observations?$filter=result%20ne%2099")["value"] == []
    seen, url = [], f"{observations}?$orderby=result%20desc&$top=60&$skip=10"
    while url:
        page = both.get(url)
        seen += [o["result"] for o in page["value"]]
        url = page.get("@iot.nextLink")
    assert seen == [i / 4 for i in range(N - 11, -1, -1)]
    assert [o["result"] for o in both.get(observations + "?$skip=248")["value"]] == [62, 62.25]


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
    for path, status in (("/FeaturesOfInterest", 501), ("/Datastreams?$filter=name%20eq%20'x'", 501), ("/Datastreams(1)/Things", 501),
                         ("/Things(2)", 404), ("/Things(2)/Datastreams", 404), ("/Sensors(99)/Datastreams", 404),
                         ("/Things?$expand=Datastreams($expand=Sensor)", 501), ("/Things?$expand=Datastreams($top=1", 400),
                         ("/Things(0)", 501), ("/Things(1)/Datastreams(1)/Observations", 501),
                         ("/Datastreams?$orderby=name", 501), ("/Datastreams(1)/Observations?$orderby=resultTime", 501),
                         ("/Datastreams(1)/Observations?$filter=result%20gt%20x", 400),
                         ("/Datastreams(1)/Observations?$filter=result%20gt%201%20or%20result%20lt%200", 501),
                         ("/Datastreams(1)/Observations?$skip=100001", 400), ("/Datastreams(1)?$top=1", 501), ("?$top=1", 501),
                         ("/Datastreams(1)/Observations?$expand=FeatureOfInterest", 501),
                         ("/Datastreams(1)/Observations?$filter=phenomenonTime%20gt%20yesterday", 400),
                         ("/Datastreams?$top=-1", 400), ("/Datastreams?$skiptoken=x", 400), ("/Datastreams(99)", 404),
                         ("/Datastreams(1)x", 501)):
        said = both.get(path, status=status)["error"]
        assert said["code"] == str(status) and said["message"], path
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


@test
def a_station_that_somebody_else_started_ends_as_wished(both):
    """With the status that lets systemd start it anew; what was wished before it ran is no wish."""
    wish = os.path.join(both.plant.dir, "station", "restart.wish")
    os.makedirs(os.path.dirname(wish), exist_ok=True)
    for number in (1, 2):
        with open(wish, "w", encoding="ascii") as file:
            file.write(f"stamp-{number}")
        wait_for("the end", lambda: both.plant.process.poll() is not None)
        assert both.plant.process.returncode == 75, both.plant.process.returncode
        both.plant.process.communicate()
        both.plant.start()
    time.sleep(1.5)  # It has looked once at least.
    assert both.plant.process.poll() is None


sys.exit(run_tests(tests, Both, lambda both: both.close()))
