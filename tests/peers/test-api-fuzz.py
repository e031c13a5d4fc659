#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a program sends to /api/v1, it is answered and never with a fault of ours: each operation of the plant's own OpenAPI
document with what it asks for and with what it does not. The seed is printed; ANLAN_FUZZ_SEED repeats a run.

usage: test-api-fuzz.py ANLANCTL REDOCLY"""

import http.client
import json
import os
import random
import shutil
import string
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "station"))
from plant_station import Plant, run_tests

SEED = int(os.environ.get("ANLAN_FUZZ_SEED", time.time_ns() % 2**31))
ROUNDS = int(os.environ.get("ANLAN_FUZZ_ROUNDS", 8))
ALLOWED = {200, 201, 400, 401, 403, 404, 405, 409, 411, 413, 422, 429}
SCOPES = ["*:read", "*:add", "*:set", "*:step", "*:push", "readings", "alarms", "check", "gate", "journal"]
NASTY = ["", " ", "\0", "null", "true", "-1", "0", "1e999", "9" * 400, "A" * 5000, "'", "\"", "';--", "' OR 1=1 --", "%", "%00",
         "../../etc/passwd", "..%2f..%2f", "{}", "[]", "<script>alert(1)</script>", "王芳", "\u202e\u200b\ufeff", "𝔘", "é" * 300,
         "\ud7ff\ue000", "2026-02-30", "0000-00-00T00:00:00Z", "9999999-01-01", "P1Y", "{seq}", "sealed:1:AAAA",
         "printf('%.*c',900000000,'x')", "randomblob(1e9)", "(SELECT * FROM account)", "a;b;c", "\r\nX: y", "is.", "*"]


class Fuzz:
    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="anlan-api-fuzz-")
        self.plant = Plant(sys.argv[1], self.root)
        shutil.rmtree(self.plant.dir)
        self.plant.ctl("init", "--demo", self.plant.dir)
        self.plant.ctl("web", self.plant.dir, "on", "web", "web-api")
        self.tokens = [json.loads(self.plant.ctl("token", self.plant.dir, "api", f"Fuzz {i}", *SCOPES, "--json"))["token"]
                       for i in range(8)]
        self.authority = json.loads(self.plant.ctl("token", self.plant.dir, "api", "Authority", *SCOPES, "authority",
                                                   "--json"))["token"]
        self.plant.start()
        self.connection = None
        self.random = random.Random(SEED)
        self.counts = {}
        self.document = self.send("GET", "/openapi.json", None, self.tokens[0])[1]
        self.known = {}

    def send(self, method, path, body, token, headers=None):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.plant.port, timeout=60)
        whole = {"Authorization": "Bearer " + token, "Content-Type": "application/json", **(headers or {})}
        try:
            self.connection.request(method, "/api/v1" + path, body, whole)
            answer = self.connection.getresponse()
            said = answer.read()
        except (http.client.HTTPException, OSError):
            # Turned away with its connection closed: asked once more on a new one.
            self.connection.close()
            self.connection = http.client.HTTPConnection("127.0.0.1", self.plant.port, timeout=60)
            self.connection.request(method, "/api/v1" + path, body, whole)
            answer = self.connection.getresponse()
            said = answer.read()
        if answer.headers.get("Connection", "").lower() == "close":
            self.connection.close()
            self.connection = None
        self.counts[answer.status] = self.counts.get(answer.status, 0) + 1
        try:
            told = json.loads(said)
        except ValueError:
            told = None
        what = f"{method} {path[:300]} {str(body)[:600]}: {answer.status} {said[:400]!r}"
        assert answer.status in ALLOWED, what
        assert answer.status == 429 or told is not None, what
        if answer.status >= 400:
            assert told["ok"] is False and isinstance(told["error"], str), what
        return answer.status, told

    # --- what is sent ---

    def nasty(self, depth=0):
        choice = self.random.randrange(8)
        if choice < 3 or depth > 3:
            return self.random.choice(NASTY)
        if choice == 3:
            return self.random.choice([0, -1, 1.5, 1e308, -1e308, 2**63 - 1, -2**63, 2**70, True, False, None])
        if choice == 4:
            return [self.nasty(depth + 1) for _ in range(self.random.randrange(4))]
        if choice == 5:
            return {self.random.choice(NASTY + ["type", "coordinates", "id"]): self.nasty(depth + 1) for _ in range(3)}
        return "".join(self.random.choice(string.printable + "中文é𝔘\u2028") for _ in range(self.random.randrange(40)))

    def fitting(self, schema):
        """A value that the schema allows, more or less."""
        if "$ref" in schema:
            return self.fitting(self.find(schema["$ref"]))
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        types = schema.get("type", "string")
        kind = self.random.choice(types) if isinstance(types, list) else types
        if kind == "null":
            return None
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind in ("integer", "number"):
            least = int(schema.get("minimum", 0))
            return self.random.randint(least, max(least, int(min(schema.get("maximum", least + 100), least + 100))))
        if kind == "array":
            return [self.fitting(schema.get("items", {})) for _ in range(self.random.randrange(3))]
        if kind == "object":
            names = list(schema.get("properties", {}))
            return {name: self.value(schema["properties"][name])
                    for name in self.random.sample(names, min(len(names), self.random.randrange(8)))}
        if schema.get("format") == "date":
            return "2026-11-22"
        if schema.get("format") == "date-time":
            return "2026-11-22T09:00:00Z"
        if schema.get("format") == "uuid":
            return str(uuid.UUID(int=self.random.getrandbits(128)))
        if "id: " in schema.get("description", "") and self.random.random() < 0.8:
            return self.some(schema["description"].split("id: ")[1].split()[0])
        return self.random.choice(["Something", "泵房", "1001"])

    def value(self, schema):
        return self.nasty() if self.random.random() < 0.25 else self.fitting(schema)

    def find(self, ref):
        node = self.document
        for part in ref.removeprefix("#/").split("/"):
            node = node[part]
        return node

    def some(self, kind):
        """The id of a record that is there."""
        if kind not in self.known:
            records = (self.send("GET", f"/records/{kind}?limit=20", None, self.tokens[0])[1] or {}).get("records", [])
            self.known[kind] = [record["id"] for record in records] + [str(uuid.uuid4())]
        return self.random.choice(self.known[kind])

    def path(self, template, kind):
        parts = []
        for part in template.split("/"):
            if part == "{id}":
                part = self.some(kind) if self.random.random() < 0.8 and kind else self.random.choice(NASTY)
                part = urllib.parse.quote(part.encode("utf-8", "surrogatepass"), safe="")
            elif part == "{kind}":
                part = self.random.choice(["zone", "hazard", "nothing"])
            parts.append(part)
        return "/".join(parts)

    def query(self, parameters):
        pairs = []
        for one in parameters:
            one = self.find(one["$ref"]) if "$ref" in one else one
            if one["in"] == "query" and (one.get("required") or self.random.random() < 0.2):
                value = self.value(one["schema"])
                if isinstance(value, bool):
                    value = str(value).lower()
                pairs.append((one["name"], value if isinstance(value, str) else json.dumps(value)))
        if self.random.random() < 0.1:
            pairs.append((self.random.choice(NASTY), self.random.choice(NASTY)))
        return "&".join(urllib.parse.quote(name.encode("utf-8", "surrogatepass")) + "=" +
                        urllib.parse.quote(value.encode("utf-8", "surrogatepass")) for name, value in pairs)

    def body(self, operation):
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        choice = self.random.random()
        if choice < 0.1:
            return self.random.choice([b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"fields":', b'{"a":1,"a":2}', b'"x"',
                                       b'{"a":' * 70 + b"1" + b"}" * 70, b"{" + b" " * 100000 + b"}", b'{"fields":{"\\u0000":1}}'])
        value = self.nasty() if choice < 0.15 else self.fitting(schema)
        return json.dumps(value).encode("utf-8", "surrogatepass")

    def operation(self, template, method, item):
        operation = item[method]
        kind = operation["tags"][0] if operation["tags"][0] != "plant" else None
        query = self.query(operation.get("parameters", []))
        path = self.path(template, kind) + ("?" + query if query else "")
        token = self.random.choice(self.tokens + [self.authority])
        if self.random.random() < 0.01:
            token = self.random.choice(["", "x", token[:-1], token + "A", "anlan_" + "A" * 43])
        self.send(method.upper(), path, self.body(operation) if method != "get" else None, token)

    def close(self):
        self.plant.close()
        shutil.rmtree(self.root, ignore_errors=True)


tests = []


def test(function):
    tests.append(function)
    return function


@test
def no_operation_ends_in_a_fault(fuzz):
    print(f"# ANLAN_FUZZ_SEED={SEED}", flush=True)
    operations = [(template, method, item) for template, item in fuzz.document["paths"].items() for method in item
                  if method != "parameters"]
    for _ in range(ROUNDS):
        for template, method, item in operations:
            fuzz.operation(template, method, item)
    print(f"# {sum(fuzz.counts.values())} requests of {len(operations)} operations: {dict(sorted(fuzz.counts.items()))}",
          flush=True)
    assert fuzz.counts.get(200, 0) > 100 and fuzz.counts.get(201, 0) > 0, fuzz.counts


@test
def the_document_is_openapi(fuzz):
    """By the linter of others."""
    program = os.path.join(sys.argv[2], "node_modules", ".bin", "redocly")
    if not os.path.exists(program):
        return "redocly is not installed; ./dev test peers gets it"
    path = os.path.join(fuzz.root, "openapi.json")
    fuzz.plant.ctl("openapi", fuzz.plant.dir, "-o", path)
    done = subprocess.run([program, "lint", path, "--extends=spec", "--format=json"], capture_output=True, text=True, check=False,
                          env=dict(fuzz.plant.environment, REDOCLY_TELEMETRY="off"), timeout=120)
    told = json.loads(done.stdout[done.stdout.index("{"):])
    assert told["totals"]["errors"] == 0, told["problems"][:5]
    return None


@test
def a_forged_token_sees_nothing(fuzz):
    good = fuzz.tokens[0]
    forged = ["", "x", good[:-1], good + "A", good.upper(), good[:10] + "A" * (len(good) - 10), "anlan_", "' OR 1=1 --", "é",
              fuzz.plant.ctl("token", fuzz.plant.dir, "link", fuzz.some("person"), "--json").split('"')[3]]
    for token in forged:
        for path in ("/", "/kinds", "/records/person", "/journal", "/openapi.json"):
            status = fuzz.send("GET", path, None, urllib.parse.quote(token, safe="' =-"))[0]
            assert status in (401, 429), (token, path, status)


@test
def the_plant_is_whole_afterwards(fuzz):
    complaints = fuzz.plant.stop()
    assert "CRITICAL" not in complaints and "WARNING" not in complaints, complaints[-2000:]
    done = subprocess.run([fuzz.plant.program, "verify", fuzz.plant.dir], env=fuzz.plant.environment, capture_output=True,
                          text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


if __name__ == "__main__":
    sys.exit(run_tests(tests, Fuzz, Fuzz.close))
