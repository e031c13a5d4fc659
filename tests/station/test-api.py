#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What programs of others ask of a plant and say to it by /api/v1, each by what its token allows; and its document.

usage: test-api.py ANLANCTL"""

import base64
import hashlib
import hmac
import http.client
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import uuid

from plant_station import Plant, run_tests, wait_for

EVERYTHING = ["*:read", "*:add", "*:set", "*:step", "*:push", "readings", "alarms", "check", "gate", "journal"]


class Api:
    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="anlan-api-")
        self.plant = Plant(sys.argv[1], self.root)
        self.plant.ctl("web", self.plant.dir, "on", "web", "web-api")
        self.firm = self.plant.add("unit", name="Firm")
        self.person = self.plant.add("person", name="王芳", employee_no="1001", badge="B-77", phone="13800001111",
                                     unit=self.firm)
        self.zones = [self.plant.add("zone", name=f"Zone {i}", people=i, no_fire=i % 2) for i in range(5)]
        self.all = self.token("All", *EVERYTHING)
        self.posted = self.plant.inlet("Devices")
        self.plant.start()
        assert self.plant.post(self.posted, {"readings": [
            {"series": "gas/1", "ts": 1_795_338_000_000, "value": 3.5, "unit": "%LEL"}]})[0] == 200
        self.connection = http.client.HTTPConnection("127.0.0.1", self.plant.port, timeout=60)

    def token(self, name, *scopes, **options):
        told = self.plant.ctl("token", self.plant.dir, "api", name, *scopes, "--json",
                              *(part for option, value in options.items() for part in ("--" + option, value)))
        return json.loads(told)["token"]

    def call(self, method, path, status=200, token=None, body=None, headers=None):
        self.connection.request(method, "/api/v1" + path, json.dumps(body) if body is not None else None,
                                {"Authorization": "Bearer " + (token or self.all), "Content-Type": "application/json",
                                 **(headers or {})})
        answer = self.connection.getresponse()
        said = answer.read()
        assert answer.status == status, (method, path, answer.status, said[:500])
        assert answer.headers["Content-Type"] == "application/json", path
        told = json.loads(said)
        if status >= 400:
            assert told["ok"] is False and told["error"], told
        return told

    def get(self, path, status=200, token=None, **query):
        return self.call("GET", path + ("?" + urllib.parse.urlencode(query, doseq=True) if query else ""), status, token)

    def close(self):
        self.plant.close()
        shutil.rmtree(self.root, ignore_errors=True)


tests = []


def test(function):
    tests.append(function)
    return function


@test
def index_and_kinds(api):
    told = api.get("")
    assert told["name"] == "All" and told["plant"] == "Test" and "gate" in told["scopes"], told
    assert api.get("/")["id"] == told["id"]
    kinds = {kind["id"] for kind in api.get("/kinds")["kinds"]}
    assert {"zone", "hazard", "person"} <= kinds
    assert api.get("/kinds/hazard")["steps"]
    few = api.token("Few", "zone:read")
    assert [kind["id"] for kind in api.get("/kinds", token=few)["kinds"]] == ["zone"]
    api.get("/kinds/hazard", 404, few)


@test
def lists_pages_and_filters(api):
    seen, after = [], None
    while True:
        page = api.get("/records/zone", limit=2, **({"after": after} if after else {}))
        seen += [record["id"] for record in page["records"]]
        after = page["after"]
        if after is None:
            break
        assert len(page["records"]) == 2
    assert sorted(seen) == sorted(api.zones) and len(seen) == 5
    assert [record["name"] for record in api.get("/records/zone", sort="name")["records"]] == [f"Zone {i}" for i in range(5)]
    assert api.get("/records/zone", sort="-people", limit=1)["records"][0]["people"] == 4
    assert {record["people"] for record in api.get("/records/zone", **{"from.people": 2, "to.people": 3})["records"]} == {2, 3}
    assert {record["people"] for record in api.get("/records/zone", **{"is.people": [0, 4]})["records"]} == {0, 4}
    assert len(api.get("/records/zone", **{"is.no_fire": "yes"})["records"]) == 2
    assert len(api.get("/records/zone", where="people > 2 AND no_fire")["records"]) == 1
    assert len(api.get("/records/zone", words="Zone 3")["records"]) == 1
    assert len(api.get("/records/zone", empty="unit")["records"]) == 5
    assert api.get("/records/zone", filled="unit")["records"] == []
    for query, status in (({"limit": 0}, 400), ({"limit": "x"}, 400), ({"limit": 1001}, 400), ({"what": 1}, 400),
                          ({"is.nothing": 1}, 400), ({"is.people": "many"}, 400), ({"sort": "nothing"}, 400),
                          ({"where": "people >"}, 400), ({"where": "1; DROP TABLE k_zone"}, 400),
                          ({"where": "(SELECT password FROM account)"}, 403),
                          ({"after": str(uuid.uuid4())}, 404), ({"after": api.person}, 404), ({"drafts": "maybe"}, 400),
                          ({"is.phone": "1"}, 400)):
        api.get("/records/zone", status, **query)
    # What a token does not see, it cannot find out by asking either.
    few = api.token("Zones", "zone:read", "person:read")
    api.get("/records/zone", 403, few, where="(SELECT name FROM person) LIKE '王%'")
    api.get("/records/person", 403, **{"is.phone": "13800001111"})
    api.get("/records/person", 403, sort="phone")


@test
def reads_adds_sets_and_steps(api):
    zone = api.get("/records/zone/" + api.zones[0])
    assert list(zone)[0] == "id" and zone["name"] == "Zone 0" and zone["no_fire"] is False
    assert api.get("/records/zone/" + urllib.parse.quote(zone["number"]))["id"] == zone["id"]
    assert "phone" not in api.get("/records/person/" + api.person)
    usual = {"finder": api.person, "no_photo": "No camera there"}
    made = api.call("POST", "/records/hazard", 201, body={"fields": {
        "what": "油泵漏油 <script>alert(1)</script>", "zone": api.zones[1], **usual}})
    assert made["number"] and made["stage"], made
    record = api.get("/records/hazard/" + made["id"])
    assert record["what"] == "油泵漏油 <script>alert(1)</script>" and record["zone"] == api.zones[1]
    # By the words of people, as at the command line.
    other = api.call("POST", "/records/hazard", 201, body={"fields": {"what": "Loose grating", "zone": "Zone 2", **usual}})
    assert api.get("/records/hazard/" + other["id"])["zone"] == api.zones[2]
    # Sent twice it is stored once.
    own = str(uuid.uuid4())
    body = {"id": own, "fields": {"what": "Sent twice", "zone": api.zones[1], **usual}}
    first = api.call("POST", "/records/hazard", 201, body=body)
    assert api.call("POST", "/records/hazard", 200, body=body)["number"] == first["number"]
    changed = api.call("PUT", "/records/hazard/" + made["id"], body={"fields": {"what": "Pump leaks"}, "rev": record["rev"]})
    assert changed["rev"] != record["rev"]
    api.call("PUT", "/records/hazard/" + made["id"], 409, body={"fields": {"what": "Late"}, "rev": record["rev"]})
    # A step that lacks what it asks for says which field.
    confirm = f"/records/hazard/{made['id']}/steps/confirm"
    assert api.call("POST", confirm, 422, body={})["field"] in ("class", "unit")
    moved = api.call("POST", confirm, body={"fields": {"class": "second", "unit": "Firm"}})
    assert moved["stage"] == "confirmed" and moved["number"] == made["number"], moved
    assert api.call("POST", confirm, 422, body={})["error"]
    api.call("POST", f"/records/hazard/{made['id']}/steps/fly", 422, body={})
    verdict = api.get(f"/records/hazard/{made['id']}/check")
    assert verdict["id"] == made["id"] and "checks" in verdict and set(verdict["checks"][0]) == {
        "check", "ok", "value", "limit", "source", "mend"}
    cli = json.loads(api.plant.ctl("check", api.plant.dir, "hazard", made["id"], "--json"))
    assert cli == verdict


@test
def refuses_with_the_words_of_the_command_line(api):
    told = api.call("POST", "/records/zone", 422, body={"fields": {"people": 3}})
    done = subprocess.run([api.plant.program, "add", api.plant.dir, "zone", "people=3"], env=api.plant.environment,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stderr.strip() == told["error"], (done.stderr, told)
    assert told["field"] == "name"
    for body, status, field in (
            ({"fields": {"nothing": 1}}, 400, "nothing"), ({"fields": {"people": "many"}}, 400, "people"),
            ({"fields": {"name": 5}}, 400, "name"), ({"fields": {"name": {"a": 1}}}, 400, "name"),
            ({"fields": {"name": "x", "people": -1}}, 422, "people"), ({"fields": []}, 400, "fields"), ({"id": "x"}, 400, "id"),
            ({"rev": "1"}, 400, "rev"), ({"fields": {"name": "y" * 81}}, 422, "name"),
            ({"fields": {"name": "z", "unit": "No such unit"}}, 400, "unit")):
        assert api.call("POST", "/records/zone", status, body=body).get("field") == field, body
    api.call("POST", "/records/person", 400, body={"fields": {"name": "Li", "phone": "sealed:1:AAAA"}})
    api.call("POST", "/records/alarm", 422, body={"fields": {"name": "Made up"}})
    api.call("POST", "/records/nothing", 404, body={})
    api.call("GET", "/nothing", 404)
    api.call("PUT", "/readings", 405)
    connection = http.client.HTTPConnection("127.0.0.1", api.plant.port, timeout=60)
    for body, kind, status in (("{", "application/json", 400), ("[]", "application/json", 400), ("{}", "text/plain", 400),
                               ('{"a":' * 200 + "1" + "}" * 200, "application/json", 400)):
        connection.request("POST", "/api/v1/records/zone", body,
                           {"Authorization": "Bearer " + api.all, "Content-Type": kind})
        answer = connection.getresponse()
        said = answer.read()
        assert answer.status == status and json.loads(said)["ok"] is False, (body[:20], answer.status, said)
    assert len(api.get("/records/zone")["records"]) == 5


@test
def scopes(api):
    few = api.token("Reads hazards", "hazard:read")
    api.get("/records/hazard", token=few)
    for method, path in (("GET", "/records/zone"), ("POST", "/records/hazard"), ("GET", "/readings"), ("GET", "/alarms"),
                         ("GET", "/journal"), ("GET", "/gate?person=1001&zone=" + api.zones[0]), ("POST", "/push/person"),
                         ("PUT", "/records/hazard/" + str(uuid.uuid4()))):
        api.call(method, path, 403, few, body={} if method != "GET" else None)
    api.call("GET", "/kinds", 401, "anlan_forged")
    # Taken back, it ends with the next call.
    ids = [json.loads(line) for line in api.plant.ctl("token", api.plant.dir, "list", "--json").splitlines()]
    mine = next(one for one in ids if one["name"] == "Reads hazards")
    api.plant.ctl("token", api.plant.dir, "revoke", mine["id"])
    api.call("GET", "/records/hazard", 401, few)


@test
def changes_bear_a_name(api):
    bears = api.token("Bears a name", "zone:add", "journal", record=api.person)
    zone = api.call("POST", "/records/zone", 201, bears, body={"fields": {"name": "Named"}})
    line = api.plant.ask("plant", "SELECT actor, op FROM journal WHERE record = ?", zone["id"])
    assert line == [(api.person, "create")], line
    line = api.plant.ask("plant", "SELECT actor FROM journal WHERE record = ?",
                         api.call("POST", "/records/zone", 201, body={"fields": {"name": "Nameless"}})["id"])
    assert line == [(None,)], line


@test
def readings_and_alarms(api):
    series = api.get("/readings")["series"]
    assert [(one["id"], one["unit"], one["value"]) for one in series] == [("gas/1", "%LEL", 3.5)]
    told = api.get("/readings", series="gas/1", **{"from": "2026-11-22T00:00:00Z", "to": "2026-11-23T00:00:00Z"})
    assert [one["last"] for one in told["readings"]] == [3.5], told
    api.get("/readings", 404, series="nothing")
    api.get("/readings", 400, series="gas/1", max=0)
    assert api.get("/readings", 400, series="gas/1", **{"from": "yesterday"})["field"] == "from"
    assert api.get("/alarms")["alarms"] == []
    api.get("/alarms", 400, all="maybe")
    api.get("/alarms/" + str(uuid.uuid4()), 404)


@test
def gate(api):
    for person in (api.person, "1001", "B-77"):
        told = api.get("/gate", person=person, zone=api.zones[0])
        assert told["ok"] is True and told["id"] == api.person and told["at"], told
        assert [check["check"] for check in told["checks"]] == ["person", "zone", "alarm"]
    api.get("/gate", 404, person="nobody", zone=api.zones[0])
    api.get("/gate", 404, person="1001", zone="Z-99")
    assert api.get("/gate", 400, person="1001")["field"] == "zone"
    left = api.plant.add("person", name="赵磊", employee_no="1002", state="left", left_on="2026-01-01")
    told = api.get("/gate", person="1002", zone=api.zones[0])
    assert told["ok"] is False and told["id"] == left and "has left" in told["checks"][0]["mend"], told


@test
def journal(api):
    page = api.get("/journal", limit=3)
    assert [line["id"] for line in page["lines"]] == [1, 2, 3] and page["since"] == 3
    rest = api.get("/journal", since=3, limit=1000)
    assert rest["lines"][0]["id"] == 4 and "patch" in rest["lines"][-1]
    assert api.get("/journal", since=rest["since"])["lines"] == []
    api.get("/journal", 400, since="x")
    api.get("/journal", 400, since=-1)
    # Without the right to read a kind one sees that something happened, not what.
    few = api.token("Journal", "journal", "zone:read")
    kinds = {line["kind"] for line in api.get("/journal", token=few, limit=1000)["lines"] if "patch" in line}
    assert kinds == {"zone"}, kinds


@test
def authority(api):
    few = api.token("Authority", "person:read", "zone:read", "membership:read", "journal", "alarms", "authority")
    person = api.get("/records/person/" + api.person, token=few)
    assert person["name"] == "王*" and person["employee_no"] is None and person["badge"] is None, person
    assert "王芳" not in json.dumps(api.get("/records/person", token=few), ensure_ascii=False)
    lines = api.get("/journal", token=few, limit=1000)["lines"]
    assert all(line["actor"] is None and "patch" not in line for line in lines)
    for query in ({"words": "王芳"}, {"is.name": "王芳"}, {"sort": "name"}, {"where": "name LIKE '王%'"}, {"filled": "badge"}):
        api.get("/records/person", 403, few, **query)
    assert api.get("/records/zone", token=few, **{"is.name": "Zone 1"})["records"]


@test
def pushes_people_and_units(api):
    rows = [{"employee_no": "1001", "name": "王芳", "post": "Operator"}, {"employee_no": "2001", "name": "李强", "unit": "Lab"}]
    refused = api.call("POST", "/push/person", 422, body={"rows": rows})
    assert refused["rejected"] == 1 and refused["rows"][0]["row"] == 1 and refused["rows"][0]["field"] == "unit", refused
    told = api.call("POST", "/push/person", body={"rows": rows, "make_missing": True, "dry_run": True})
    assert (told["new"], told["updated"], told["batch"]) == (1, 1, None), told
    told = api.call("POST", "/push/person", body={"rows": rows, "make_missing": True})
    assert (told["new"], told["updated"], told["made"]) == (1, 1, 1) and told["batch"], told
    assert api.get("/records/person/" + api.person)["post"] == "Operator"
    assert api.call("POST", "/push/person", body={"rows": rows})["unchanged"] == 2
    told = api.call(
        "POST", "/push/unit", body={"rows": [{"name": "Lab 2"}]})
    assert told["new"] == 1, told
    for body, field in (({"rows": []}, None), ({"rows": [1]}, None), ({}, None), ({"rows": [{"nothing": 1}]}, "nothing"),
                        ({"rows": rows, "good": True}, "good"), ({"rows": [{}]}, None)):
        assert api.call("POST", "/push/person", 400, body=body).get("field") == field, body
    api.call("POST", "/push/person", 400, body={"rows": [{"name": "x"}] * 5001})


@test
def switched_off(api):
    api.plant.ctl("web", api.plant.dir, "off", "web-api")
    wait_for("the switch", lambda: status_of(api) == 404)
    api.plant.ctl("web", api.plant.dir, "on", "web-api")
    wait_for("the switch", lambda: status_of(api) == 200)


def status_of(api):
    api.connection.request("GET", "/api/v1/", headers={"Authorization": "Bearer " + api.all})
    answer = api.connection.getresponse()
    answer.read()
    return answer.status


@test
def log_tells_who_did_what(api):
    api.plant.stop()
    lines = [json.loads(line) for line in api.plant.ctl("token", api.plant.dir, "log", "--json").splitlines()]
    assert any(line["what"] == "POST /api/v1/push/person" and line["note"].startswith("person: 1 new") for line in lines)
    assert any(line["status"] == 401 for line in lines)
    assert not any("anlan_" in json.dumps(line) for line in lines)
    api.plant.start()


# --- what is told to others ----------------------------------------------------------------------------------------------------


class Receiver:
    """A program that is told of steps by Standard Webhooks (standardwebhooks.com): it refuses the first try."""

    def __init__(self):
        self.heard = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.heard.append((dict(self.headers), body))
                self.send_response(503 if len(outer.heard) == 1 else 204)
                if len(outer.heard) == 1:
                    self.send_header("Retry-After", "1")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@test
def webhooks_tell_of_steps(api):
    receiver = Receiver()
    key = base64.b64encode(bytes(range(24))).decode()
    plant = api.plant
    channel = plant.add("channel", name="ERP", type="webhook", least="critical", steps="zone:create hazard:confirm")
    for name, secret in (("address", f"http://127.0.0.1:{receiver.server.server_address[1]}/hook"),
                         ("secret", "whsec_" + key)):
        subprocess.run([plant.program, "channel", plant.dir, "keep", channel, name], input=secret + "\n", text=True, check=True,
                       env=plant.environment)
    plant.stop()
    plant.start()
    api.connection = http.client.HTTPConnection("127.0.0.1", plant.port, timeout=60)
    wait_for("the place in the journal", lambda: plant.ask("outbox", "SELECT 1 FROM place"))
    zone = api.call("POST", "/records/zone", 201, body={"fields": {"name": "Told"}})
    api.call("PUT", "/records/zone/" + zone["id"], body={"fields": {"people": 7}})
    wait_for("the second try", lambda: len(receiver.heard) >= 2)
    tries = receiver.heard[:2]
    # The same message both times, so that a receiver can tell; each signed over what was sent (HMAC-SHA256 of id.seconds.body).
    assert tries[0][0]["webhook-id"] == tries[1][0]["webhook-id"]
    for headers, body in tries:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        code = base64.b64encode(hmac.new(bytes(range(24)), signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"].split()[0] == "v1," + code, headers
    told = json.loads(tries[1][1])
    event = told["data"]["event"]
    assert told["type"] == "anlan.step" and event["id"] == zone["id"] and event["kind"] == "zone" and event["step"] == "create"
    assert event["number"] == zone["number"] and event["rev"] == zone["rev"] and told["data"]["again"] is False, told
    # What happens while the station does not run is told when it does, and nothing twice.
    plant.stop()
    late = plant.add("zone", name="Late")
    plant.add("unit", name="Nobody asked")
    plant.start()
    api.connection = http.client.HTTPConnection("127.0.0.1", plant.port, timeout=60)
    wait_for("the late one", lambda: len(receiver.heard) >= 3)
    assert json.loads(receiver.heard[2][1])["data"]["event"]["id"] == late
    refused = subprocess.run([plant.program, "set", plant.dir, "channel", channel, "steps=everything"], env=plant.environment,
                             capture_output=True, text=True, check=False)
    assert refused.returncode == 1 and "colon" in refused.stderr, refused
    plant.ctl("set", plant.dir, "channel", channel, "state=off")
    receiver.close()
    assert len(receiver.heard) == 3, len(receiver.heard)


# --- the document ------------------------------------------------------------------------------------------------------------

TYPES = {"string", "number", "integer", "boolean", "array", "object", "null"}


def walk(node, path=""):
    yield path, node
    if isinstance(node, dict):
        for name, value in node.items():
            yield from walk(value, f"{path}/{name}")
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from walk(value, f"{path}/{i}")


def find(document, ref):
    node = document
    for part in ref.removeprefix("#/").split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


@test
def openapi_is_sound(api):
    """Rules of the OpenAPI Specification 3.1.0 (spec.openapis.org), by their section."""
    api.connection = http.client.HTTPConnection("127.0.0.1", api.plant.port, timeout=60)
    document = api.get("/openapi.json")
    printed = json.loads(api.plant.ctl("openapi", api.plant.dir))
    assert printed["paths"].keys() == document["paths"].keys()
    assert document["openapi"] == "3.1.0" and {"title", "version"} <= document["info"].keys()  # 4.8.1, 4.8.2
    assert document["servers"][0]["url"] == f"http://127.0.0.1:{api.plant.port}/api/v1"  # 4.8.5
    # 4.8.7: names of components
    assert all(re.fullmatch(r"[a-zA-Z0-9._-]+", name) for part in document["components"].values() for name in part)
    ids, tags = [], {tag["name"] for tag in document["tags"]}
    assert len(tags) == len(document["tags"])
    for path, item in document["paths"].items():
        assert path.startswith("/"), path  # 4.8.8
        shared = [find(document, one["$ref"]) if "$ref" in one else one for one in item.get("parameters", [])]
        for method, operation in item.items():
            if method == "parameters":
                continue
            assert method in {"get", "put", "post"}, method
            ids.append(operation["operationId"])
            assert set(operation["tags"]) <= tags
            assert operation["responses"] and all(re.fullmatch(r"[1-5]\d\d", status) for status in operation["responses"])
            own = [find(document, one["$ref"]) if "$ref" in one else one for one in operation.get("parameters", [])]
            names = [(one["name"], one["in"]) for one in shared + own]
            assert len(names) == len(set(names)), (path, names)  # 4.8.10: unique
            assert {name for name, where in names if where == "path"} == set(re.findall(r"{(\w+)}", path)), path  # 4.8.12
            assert all(one["required"] for one in shared + own if one["in"] == "path")
            assert all("schema" in one for one in shared + own)
            assert ("requestBody" in operation) == (method != "get"), path
    assert len(ids) == len(set(ids))  # 4.8.10: unique
    for scheme in document["security"]:
        assert scheme.keys() <= document["components"]["securitySchemes"].keys()  # 4.8.30
    for path, node in walk(document):
        if isinstance(node, dict) and isinstance(node.get("$ref"), str):
            find(document, node["$ref"])
        if isinstance(node, dict) and "type" in node and ("/schema" in path) and not path.endswith("/properties"):
            types = node["type"] if isinstance(node["type"], list) else [node["type"]]
            assert set(types) <= TYPES, (path, types)
            assert "array" not in types or "items" in node, path
        if isinstance(node, dict) and "description" in node and path.count("/responses/") == 1 and "$ref" not in node:
            assert node["description"], path
    # Each kind of the plant stands there, with each of its steps.
    for kind in api.get("/kinds")["kinds"]:
        assert f"/records/{kind['id']}" in document["paths"]
        for step in kind.get("steps", []):
            assert f"/records/{kind['id']}/{{id}}/steps/{step['id']}" in document["paths"]


if __name__ == "__main__":
    sys.exit(run_tests(tests, Api, Api.close))
