#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real station, and what really talks to it: Node-RED by HTTP and by MQTT with mosquitto between, pages in a real
browser, what cameras have been heard to say, and the sensors of a data set as if they were live. A program that is not
installed is said to be missing.

usage: test-station-peers.py ANLANCTL NODE_RED"""

import base64
import csv
import http.server
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "station"))
from browser import Browser, find_browser
from plant_station import Plant, free_port, run_tests, wait_for

NODE_RED = sys.argv[2]
tests = []


def test(function):
    tests.append(function)
    return function


class Peers:
    """The station of one plant, and the broker that it hears."""

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="anlan-station-peers-")
        self.plant = Plant(sys.argv[1], self.root)
        self.processes = []
        self.broker = 0
        self.start_broker()

    def spawn(self, *command, **options):
        log = open(os.path.join(self.root, os.path.basename(command[0]) + ".log"), "ab")
        process = subprocess.Popen(command, stdout=log, stderr=log, **options)
        log.close()
        self.processes.append(process)
        return process

    def said(self, name):
        with open(os.path.join(self.root, name + ".log"), encoding="utf-8", errors="replace") as log:
            return log.read()[-1500:]

    def start_broker(self):
        program = shutil.which("mosquitto", path=os.environ["PATH"] + ":/usr/sbin")
        if program is None:
            return
        self.broker = free_port()
        path = os.path.join(self.root, "broker.conf")
        with open(path, "w", encoding="ascii") as conf:
            conf.write(f"listener {self.broker} 127.0.0.1\nallow_anonymous true\n")
        self.spawn(program, "-c", path)

    def close(self):
        self.plant.close()
        for process in self.processes:
            process.terminate()
            process.wait()
        shutil.rmtree(self.root, ignore_errors=True)


# --- Node-RED ----------------------------------------------------------------------------------------------------------

SENT = 40


def flow(peers, url, statuses):
    """One clock, one function that makes a message of it, and both ways out; the station's answers go into a file."""
    function = ("const n = (context.get('n') || 0) + 1; context.set('n', n);\n"
                f"if (n > {SENT}) return null;\n"
                "const of = (way) => ({gateway: 'nodered-1', readings: [{series: 'tank-farm/' + way, "
                f"ts: {int(time.time() * 1000) - 60000} + n * 1000, value: n + 0.5, unit: '%LEL'}}]}});\n"
                "return [{payload: of('http'), headers: {'content-type': 'application/json'}}, {payload: of('mqtt')}];")
    return [
        {"id": "tab", "type": "tab", "label": "Anlan"},
        {"id": "clock", "type": "inject", "z": "tab", "once": True, "onceDelay": 0.5, "repeat": "0.05", "topic": "",
         "payload": "", "payloadType": "date", "wires": [["make"]]},
        {"id": "make", "type": "function", "z": "tab", "func": function, "outputs": 2, "wires": [["post"], ["publish"]]},
        {"id": "post", "type": "http request", "z": "tab", "method": "POST", "ret": "txt", "url": url,
         "wires": [["status"]]},
        {"id": "status", "type": "function", "z": "tab", "func": "return {payload: String(msg.statusCode)};", "outputs": 1,
         "wires": [["answers"]]},
        {"id": "answers", "type": "file", "z": "tab", "filename": statuses, "filenameType": "str", "appendNewline": True,
         "overwriteFile": "false", "wires": [[]]},
        {"id": "publish", "type": "mqtt out", "z": "tab", "topic": "plant/readings", "qos": "1", "retain": "false",
         "broker": "broker", "wires": []},
        {"id": "broker", "type": "mqtt-broker", "broker": "127.0.0.1", "port": str(peers.broker), "clientid": "nodered-1",
         "autoConnect": True, "protocolVersion": "4", "keepalive": "60", "cleansession": True},
    ]


@test
def node_red_sends_by_http_and_by_mqtt(peers):
    program = os.path.join(NODE_RED, "node_modules", "node-red", "red.js")
    if not os.path.exists(program):
        return "Node-RED is not installed: the npm registry could not be reached"
    if not peers.broker:
        return "mosquitto is not installed"
    plant, folder = peers.plant, os.path.join(peers.root, "node-red")
    statuses = os.path.join(peers.root, "statuses")
    os.mkdir(folder)
    path = plant.inlet("Node-RED")
    with open(os.path.join(folder, "flows.json"), "w", encoding="utf-8") as file:
        json.dump(flow(peers, f"http://127.0.0.1:{plant.port}{path}", statuses), file)
    with open(os.path.join(folder, "settings.js"), "w", encoding="utf-8") as file:
        file.write(f"module.exports = {{ uiHost: '127.0.0.1', uiPort: {free_port()}, disableEditor: true, "
                   "httpAdminRoot: false, flowFile: 'flows.json', credentialSecret: false, "
                   "telemetry: { enabled: false } };")
    wait_for("the broker's client", lambda: "MQTT" in plant.ctl("list", plant.dir, "source", "--json"))
    process = peers.spawn("node", program, "-u", folder, "-s", os.path.join(folder, "settings.js"),
                          env=dict(plant.environment, HOME=folder))
    for way in ("http", "mqtt"):
        try:
            wait_for(f"what Node-RED sends by {way}", lambda: len(plant.readings("tank-farm/" + way)) == SENT, 90)
        except AssertionError as error:
            raise AssertionError(f"{error}: {plant.readings('tank-farm/' + way)[-3:]} {peers.said('node')}") from error
        assert [value for _, value in plant.readings("tank-farm/" + way)] == [n + 0.5 for n in range(1, SENT + 1)]
        unit, = plant.ask("readings", "SELECT unit FROM series WHERE name = ?", "tank-farm/" + way)[0]
        assert unit == "%LEL", unit

    def answers():
        if not os.path.exists(statuses):
            return []
        with open(statuses, encoding="ascii") as told:
            return told.read().split()

    try:
        wait_for("the answers to all", lambda: len(answers()) == SENT, 20)
    except AssertionError as error:
        raise AssertionError(f"{error}: {answers()[:3]} {peers.said('node')}") from error
    assert set(answers()) == {"200"}, answers()
    # Over its level it is an alarm, by each way.
    wait_for("the alarms", lambda: plant.ask("alarms", "SELECT count(*) FROM alarm WHERE title = 'Gas'") == [(2,)])
    process.terminate()
    process.wait()


# --- a browser ------------------------------------------------------------------------------------------------------------

class Elsewhere(http.server.BaseHTTPRequestHandler):
    """A page of another site."""

    def do_GET(self):
        body = b"<!doctype html><title>elsewhere</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def serve(handler):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def fetch(url, series, mode, content_type):
    body = json.dumps({"readings": [{"series": series, "value": 1}]})
    return (f"fetch({json.dumps(url)}, {{method: 'POST', mode: {json.dumps(mode)}, body: {json.dumps(body)}, "
            f"headers: {{'Content-Type': {json.dumps(content_type)}}}}})"
            ".then(a => a.text().then(t => ({status: a.status, type: a.type, text: t})), e => ({error: String(e)}))")


@test
def only_its_own_pages_may_post(peers):
    program = find_browser()
    if program is None:
        return "Chromium is not installed"
    plant = peers.plant
    path = plant.inlet("Page")
    elsewhere = serve(Elsewhere)
    own, other = f"http://127.0.0.1:{plant.port}", f"http://127.0.0.1:{elsewhere.server_port}"
    rebound = f"http://rebound.example:{plant.port}"
    with Browser(program, peers.root, "--host-resolver-rules=MAP rebound.example 127.0.0.1") as browser:
        # A page of the station itself. Whatever page it is, its origin is what counts.
        browser.open(own + "/nothing-here")
        wait_for("the source", lambda: browser.run(fetch(own + path, "page/own", "cors", "application/json"))["status"] == 200)
        # A page of another site: asked for leave first, the station gives none; what a browser sends without asking is
        # refused as well.
        browser.open(other + "/")
        asked = browser.run(fetch(own + path, "page/asked", "cors", "application/json"))
        assert "Failed to fetch" in asked.get("error", ""), asked
        unasked = browser.run(fetch(own + path, "page/unasked", "no-cors", "text/plain"))
        assert unasked.get("type") == "opaque" or "Failed to fetch" in unasked.get("error", ""), unasked
        # A page whose name now leads to the station: its name is not the station's.
        browser.open(rebound + "/")
        again = browser.run(fetch(rebound + path, "page/rebound", "cors", "application/json"))
        assert again.get("status") == 403, again
    elsewhere.shutdown()
    kept = plant.ask("readings", "SELECT name FROM series WHERE name LIKE 'page/%'")
    assert kept == [("page/own",)], kept


# --- cameras ----------------------------------------------------------------------------------------------------------------

# As they were heard: the facts of the field name where. Moments and addresses are the test's.
HIKVISION = """<?xml version="1.0" encoding="UTF-8"?>
<EventNotificationAlert version="2.0"{namespace}>
<ipAddress>1.0.0.255</ipAddress><portNo>80</portNo><protocol>HTTP</protocol><macAddress>ac:b9:2f:49:44:75</macAddress>
<channelID>{channel}</channelID><dateTime>{moment}</dateTime><activePostCount>1</activePostCount>
<eventType>fielddetection</eventType><eventState>active</eventState>
<eventDescription>fielddetection alarm</eventDescription>
<DetectionRegionList><DetectionRegionEntry><regionID>3</regionID><sensitivityLevel>50</sensitivityLevel>
<detectionTarget>human</detectionTarget><TargetRect><X>0.6</X><Y>0.215278</Y><width>0.135937</width>
<height>0.505556</height></TargetRect></DetectionRegionEntry></DetectionRegionList><channelName>COUR NORD</channelName>
<detectionPictureTransType>binary</detectionPictureTransType><detectionPicturesNumber>{pictures}</detectionPicturesNumber>
<isDataRetransmission>{again}</isDataRetransmission></EventNotificationAlert>"""
NAMESPACES = (' xmlns="http://www.hikvision.com/ver20/XMLSchema"', ' xmlns="http://www.isapi.org/ver20/XMLSchema"', "")

DAHUA = ("Code=CrossLineDetection;action=Start;index=0;data={\n   \"Class\" : \"Normal\",\n   \"Direction\" : "
         "\"RightToLeft\",\n   \"Name\" : \"Rule1\",\n   \"UTC\" : 1620477656,\n   \"UTCMS\" : 180,\n   \"Object\" : {\n"
         "      \"BoundingBox\" : [ 4816, 4552, 5248, 5272 ],\n      \"ObjectType\" : \"Unknown\",\n"
         "      \"Confidence\" : 0\n   }\n}\n")

FRIGATE = {"type": "new", "before": {}, "after": {
    "id": "1607123955.475377-mxklsc", "camera": "front_door", "frame_time": 1607123962.082975, "label": "person",
    "sub_label": ["John Smith", 0.79], "top_score": 0.958984375, "false_positive": False,
    "start_time": 1607123955.475377, "end_time": None, "score": 0.87890625, "box": [432, 496, 544, 854],
    "current_zones": ["yard", "driveway"], "entered_zones": ["yard", "driveway"], "has_snapshot": False,
    "has_clip": False, "stationary": False, "attributes": {"face": 0.86}}}

# The smallest JPEG there is: one grey pixel.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////"
    "////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=")


class Stream(http.server.BaseHTTPRequestHandler):
    """A camera that is attached to: it says one thing, and then only that it lives."""

    def do_GET(self):
        if "eventManager.cgi?action=attach" not in self.path:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=myboundary")
        self.end_headers()
        try:
            self.part(DAHUA)
            while True:
                time.sleep(1)
                self.part("Heartbeat")
        except OSError:
            pass

    def part(self, text):
        self.wfile.write(f"--myboundary\r\nContent-Type: text/plain\r\nContent-Length:{len(text)}\r\n\r\n{text}\r\n"
                         .encode())
        self.wfile.flush()

    def log_message(self, *arguments):
        pass


def detections(plant, source):
    return plant.ask("alarms", "SELECT type, state, camera, repeats FROM detection WHERE source = ? ORDER BY ts", source)


@test
def cameras_are_heard_as_they_speak(peers):
    plant = peers.plant
    camera = serve(Stream)
    push = plant.add("source", name="Yard", type="hikvision-push")
    path = json.loads(plant.ctl("source", plant.dir, "token", "Yard", "--json"))["path"]
    dahua = plant.add("source", name="Gate", type="dahua", address=f"http://127.0.0.1:{camera.server_port}")
    moment = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())

    def post(channel, **values):
        body = HIKVISION.format(**{"namespace": NAMESPACES[0], "moment": moment, "pictures": 0, "again": "false",
                                   "channel": channel, **values})
        return plant.post(path, body, 'application/xml; charset="UTF-8"')[0]

    wait_for("the camera's address", lambda: post(1) == 200)
    for channel, namespace in enumerate(NAMESPACES[1:], 2):
        assert post(channel, namespace=namespace) == 200
    # What a camera says again after the network was away is known.
    assert post(1, again="true") == 200
    text = HIKVISION.format(namespace=NAMESPACES[0], moment=moment, pictures=1, again="false", channel=4)
    body = (b'--7e13971310878\r\nContent-Disposition: form-data; name="fielddetection.xml"; '
            b'filename="fielddetection.xml"\r\nContent-Type: application/xml\r\nContent-Length: ' +
            str(len(text)).encode() + b"\r\n\r\n" + text.encode() + b"\r\n--7e13971310878\r\nContent-Disposition: form-data; "
            b'name="fielddetectionImage"; filename="../../../../escaped.jpg"\r\nContent-Type: image/jpeg\r\nContent-Length: '
            + str(len(JPEG)).encode() + b"\r\n\r\n" + JPEG + b"\r\n--7e13971310878--\r\n")
    assert plant.post(path, body, "multipart/form-data; boundary=7e13971310878")[0] == 200
    heard = detections(plant, push)
    assert [row[0] for row in heard] == ["intrusion"] * 4, heard
    # The name that a sender gives to a file is nobody's business.
    for folder, _, names in os.walk(peers.root):
        assert not any("escaped" in name for name in names), folder
    wait_for("the stream", lambda: detections(plant, dahua))
    assert detections(plant, dahua)[0][:2] == ("line-crossed", 1), detections(plant, dahua)
    camera.shutdown()
    # A rule has made alarms of them, one a camera: the channels all have the name that was heard.
    alarms = plant.ask("alarms", "SELECT subject FROM alarm WHERE title = 'Somebody there' ORDER BY subject")
    assert alarms == [("1",), ("COUR NORD",)], alarms


@test
def frigate_is_heard_through_the_broker(peers):
    if not peers.broker or shutil.which("mosquitto_pub") is None:
        return "mosquitto-clients is not installed"
    plant = peers.plant
    source, = plant.ask("plant", "SELECT id FROM k_source WHERE name = 'MQTT'")[0]
    moment = time.time()
    event = json.loads(json.dumps(FRIGATE).replace("1607123955.475377", f"{moment:.6f}")
                       .replace("1607123962.082975", f"{moment + 1:.6f}"))

    def publish(**changes):
        subprocess.run(["mosquitto_pub", "-h", "127.0.0.1", "-p", str(peers.broker), "-q", "1", "-t", "frigate/events",
                        "-m", json.dumps({**event, **changes})], check=True)

    publish()
    publish()  # as a broker may deliver it
    publish(type="end", after={**event["after"], "end_time": moment + 5, "current_zones": []})
    # It begins and ends as an object, and in each of its two zones; what is said twice begins once.
    wait_for("the end", lambda: len([row for row in detections(plant, source) if row[1] == 2]) == 3)
    heard = detections(plant, source)
    assert sorted(row[:3] for row in heard) == [("person", 1, "front_door")] * 3 + [("person", 2, "front_door")] * 3, heard


# --- a data set as live sensors -----------------------------------------------------------------------------------------------

SENSORS = ("MQ2", "MQ3", "MQ5", "MQ6", "MQ7", "MQ8", "MQ135")


class Watched:
    """Whether the alarm of a rule stands, as whoever looks at the plant's alarms sees it."""

    def __init__(self, plant, title):
        self.database = sqlite3.connect("file:" + os.path.join(plant.dir, "alarms.db") + "?mode=ro", uri=True)
        self.title = title
        self.false = self.missed = self.quiet = self.smoke = 0

    def judge(self, is_smoke):
        stands, = self.database.execute("SELECT count(*) FROM alarm WHERE title = ? AND cleared IS NULL",
                                        (self.title,)).fetchone()
        self.smoke += is_smoke
        self.quiet += not is_smoke
        self.missed += is_smoke and not stands
        self.false += bool(stands) and not is_smoke

    def rates(self):
        """False alarms and missed smoke, per cent of the seconds without and with it."""
        self.database.close()
        return 100 * self.false / self.quiet, 100 * self.missed / self.smoke


@test
def smoke_of_a_data_set_is_found_live(peers):
    path = os.path.join(os.environ.get("ANLAN_SHARED", ""), "data", "gas_sensors_mq.csv")
    if not os.path.exists(path):
        return "the shared file gas_sensors_mq.csv is not here"
    plant = peers.plant
    with open(path, encoding="ascii", newline="") as file:
        rows = list(csv.DictReader(file))
    # Cut in two by its own order: what the levels are taken from is not what they are judged by.
    learn, live = rows[0::2], rows[1::2]

    def is_smoke(row):
        return row["Gas"] in ("Smoke", "Mixture")

    def level(sensor):
        """Half way between what it says with smoke and without; these sensors fall."""
        means = []
        for smoke in (True, False):
            values = [int(row[sensor]) for row in learn if is_smoke(row) == smoke]
            means.append(sum(values) / len(values))
        return round(sum(means) / 2)

    levels = {sensor: level(sensor) for sensor in ("MQ2", "MQ3", "MQ6", "MQ135")}
    plant.add("rule", title="One sensor", type="level", series="MQ2", crosses="under", bound=levels["MQ2"],
              severity="high", danger="fire", response="Look")
    several = ("MQ3", "MQ6", "MQ135")
    plant.add("rule", title="Two of three", type="count", series=" ".join(several), crosses="under",
              bound=round(sum(levels[sensor] for sensor in several) / len(several)), least=2, severity="high", danger="fire",
              response="Look")
    inlet = plant.inlet("Sensors")
    first = int(time.time() * 1000) - len(live) * 1000
    wait_for("the source", lambda: plant.post(inlet, {"readings": [{"series": "ready", "value": 1}]})[0] == 200)
    watched = [Watched(plant, title) for title in ("One sensor", "Two of three")]
    for at, row in enumerate(live):
        readings = [{"series": sensor, "ts": first + at * 1000, "value": int(row[sensor])} for sensor in SENSORS]
        status, said = plant.post(inlet, {"readings": readings})
        assert status == 200 and said["readings"] == len(readings), (status, said)
        for one in watched:
            one.judge(is_smoke(row))
    for sensor in SENSORS:
        assert [value for _, value in plant.readings(sensor)] == [int(row[sensor]) for row in live]
    figures = {one.title: one.rates() for one in watched}
    for title, (false, missed) in figures.items():
        begun, = plant.ask("alarms", "SELECT coalesce(sum(repeats + 1), 0) FROM alarm WHERE title = ?", title)[0]
        print(f"# {title}: {false:.1f} % false, {missed:.1f} % missed, begun {begun} times", flush=True)
        # No tuned numbers: each is far better than chance.
        assert begun > 0 and false < 50 and missed < 50, (title, false, missed)
    # And several sensors together cry wolf less than one alone.
    assert figures["Two of three"][0] < figures["One sensor"][0], figures
    return None


def main():
    def prepare():
        peers = Peers()
        plant = peers.plant
        plant.start()
        plant.add("rule", title="Gas", type="level", series="tank-farm/*", bound=25, severity="critical",
                  danger="combustible", response="Leave")
        plant.add("rule", title="Somebody there", type="detection", types="intrusion line-crossed", severity="high",
                  response="Look")
        if peers.broker:
            plant.add("source", name="MQTT", type="mqtt", address=f"127.0.0.1:{peers.broker}",
                      definition=json.dumps({"topics": [{"topic": "plant/readings"}, {"format": "frigate"}]}))
        return peers

    return run_tests(tests, prepare, lambda peers: peers.close())


sys.exit(main())
