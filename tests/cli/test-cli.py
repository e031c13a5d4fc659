#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line from outside: what it prints, and how it ends (0 done, 1 refused, 2 wrong usage)."""

import json
import os
import shutil
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

DEMO_PLANT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "demo", "demo-plant.sh")
program = sys.argv[1]
root = tempfile.mkdtemp(prefix="anlan-cli-")
plant = os.path.join(root, "plant")
# ./dev test makes a locale where C.UTF-8 cannot be translated.
LOCALE = os.environ["LC_ALL"] if "LOCPATH" in os.environ else "C.UTF-8"
environment = dict(os.environ, XDG_DATA_HOME=os.path.join(root, "data"), LC_ALL=LOCALE)
tests = []


def test(function):
    tests.append(function)
    return function


def call(*arguments, status=0, locale=None):
    """Runs the program and asserts its exit status. Returns what it printed on standard output and error."""
    env = dict(environment, LC_ALL=locale or LOCALE, LANGUAGE="zh_CN" if locale else "")
    done = subprocess.run([program, *arguments], env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == status, f"{arguments}: {done.returncode}, {done.stdout!r}, {done.stderr!r}"
    return done.stdout, done.stderr


def lines(*arguments):
    return [json.loads(line) for line in call(*arguments)[0].splitlines()]


def demo_of(language):
    return os.path.join(root, "demo-" + language, "plant")


def pdf_text(path):
    """The words of a PDF, or None where there is no pdftotext."""
    if shutil.which("pdftotext") is None:
        return None
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout


@test
def wrong_usage():
    assert "Usage" in call(status=2)[1]
    call("nonsense", status=2)
    call("show", plant, status=2)
    call("list", plant, "unit", "--nonsense", status=2)


LEAST = {
    "version": 1, "units": "m",
    "levels": [{"id": "g", "spaces": [{"id": "room", "polygon": [[0, 0], [8, 0], [8, 5], [0, 5]]}],
                "doors": [{"id": "d1", "from": [8, 2], "to": [8, 3], "exit": True}], "obstacles": []}],
    "stairs": [], "muster": [],
    "people": [{"count": 100, "space": "room", "speed": {"min": 0.97, "max": 1.62}, "premovement": 0}],
    "door_flow": "imo", "seed": 1, "max_time": 600, "events": []}


@test
def evacuate():
    path = os.path.join(root, "scenario.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(LEAST, file)
    answer = lines("evacuate", path, "--simulate", "--json")[0]
    assert answer["out"] == answer["people"] == 100 and answer["total_s"] >= 75, answer
    assert set(answer["exits"][0]) >= {"id", "count", "first_s", "last_s", "flow_per_s", "queue_peak"}
    assert lines("evacuate", path, "--routes")[0]["routes"][0]["exit"] == "d1"
    verdicts = lines("evacuate", "--verify", "--json")[0]
    assert len(verdicts) > 25 and all(set(v) == {"test", "source", "expected", "obtained", "pass", "note"} for v in verdicts)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(dict(LEAST, levels=[]), file)
    assert "no spaces" in call("evacuate", path, status=1)[1] or "room" in call("evacuate", path, status=1)[1]
    call("evacuate", os.path.join(root, "none.json"), status=1)
    call("evacuate", status=2)
    call("evacuate", path, "--simulate", "--routes", status=2)


@test
def init_and_refusals():
    call("init", plant, "--name", "North works", "--lang", "en")
    assert "" != call("init", plant, status=1)[1]
    assert "" != call("list", os.path.join(root, "nowhere"), "unit", status=1)[1]
    assert "no kind" in call("list", plant, "nonsense", status=1)[1]


@test
def rounds_from_plans():
    folder = os.path.join(root, "rounds")
    call("init", folder, "--name", "Rounds", "--lang", "en")
    call("add", folder, "zone", "name=Tanks", "inspection_class=a")
    call("add", folder, "checklist", "name=Tanks", "zone_classes=a")
    call("add", folder, "checkitem", "checklist=Tanks", "question=Level of the tank", "low=10", "high=90", "measured_in=%")
    call("add", folder, "roundplan", "name=Daily", "class=a", "ahead=2", "from_time=00:00", "to_time=23:59")
    assert json.loads(call("rounds", folder, "--json")[0]) == {"made": 3, "missed": 0, "refused": 0}
    assert "made: 0" in call("rounds", folder)[0]
    first = lines("list", folder, "round", "--sort", "day", "--json")[0]
    point = lines("list", folder, "roundpoint", "--where", f"round = '{first['id']}'", "--json")[0]["number"]
    call("step", folder, "round", first["number"], "start")
    item = lines("list", folder, "checkitem", "--json")[0]["number"]
    wrong = call("add", folder, "answer", f"roundpoint={point}", f"checkitem={item}", "value=95", "ok=yes", status=1)[1]
    assert "outside its limits" in wrong, wrong
    call("add", folder, "answer", f"roundpoint={point}", f"checkitem={item}", "value=55")
    assert "Nobody has been at 1 point" in call("step", folder, "round", first["number"], "finish", status=1)[1]
    call("set", folder, "roundpoint", point, f"arrived_at={time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}")
    call("step", folder, "round", first["number"], "finish")
    assert json.loads(call("show", folder, "round", first["number"])[0])["in_time"] is True
    call("rounds", os.path.join(root, "nowhere"), status=1)
    results_of_other_tools(folder)


def results_of_other_tools(folder):
    """A round done with another device: its results come in as CSV, the points as JSON."""
    second = lines("list", folder, "round", "--sort", "day", "--json")[1]
    point = lines("list", folder, "roundpoint", "--where", f"round = '{second['id']}'", "--json")[0]["number"]
    item = lines("list", folder, "checkitem", "--json")[0]["number"]
    path = os.path.join(root, "results.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"巡检点编号,检查项编号,实测值,是否正常\n{point},{item},95,是\n")
    assert "not under way" in call("import", folder, "answer", path, status=1)[1]
    now = time.gmtime(time.time() + 3 * 86400)
    call("set", folder, "round", second["number"], "opens=2026-01-01T00:00:00Z", f"closes={time.strftime('%Y-%m-%dT%H:%M:%SZ', now)}")
    call("step", folder, "round", second["number"], "from_sheet", "walked_from=2026-01-01T08:00:00Z", "walked_to=2026-01-01T09:00:00Z")
    assert "outside its limits" in call("import", folder, "answer", path, status=1)[1]
    path = os.path.join(root, "results.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"device": "PDA 3", "results": [{"Point": point, "Item": item, "Value": 55.5, "Note": None}]}, file)
    call("import", folder, "answer", path)
    answer = lines("list", folder, "answer", "--where", "value = 55.5", "--json")[0]
    assert answer["ok"] is True and answer["round"] == second["id"], answer
    # The same file again changes nothing.
    call("import", folder, "answer", path)
    assert len(lines("list", folder, "answer", "--where", "value = 55.5", "--json")) == 1
    with open(path, "w", encoding="utf-8") as file:
        file.write("[1, 2]")
    assert "no object" in call("import", folder, "answer", path, status=1)[1]


@test
def checklists_from_sources():
    folder = os.path.join(root, "lists")
    call("init", folder, "--name", "Lists", "--lang", "en")
    assert [line.split("\t")[0] for line in call("checklists", folder)[0].splitlines()][0] == "fire"
    call("add", folder, "riskpoint", "name=Tank")
    call("add", folder, "control", "riskpoint=Tank", "measure=Alarm", "to_check=Does it sound?", "frequency=day")
    shown = json.loads(call("checklists", folder, "controls", "--dry-run", "--json")[0])
    assert shown["change"] == "new" and shown["question"] == "Tank: Does it sound?", shown
    assert lines("list", folder, "checklist", "--json") == []
    call("checklists", folder, "controls")
    assert call("checklists", folder, "controls")[0] == ""
    call("checklists", folder, "fire")
    assert len(lines("list", folder, "checklist", "--json")) == 2
    assert "no built-in" in call("checklists", folder, "nonsense", status=1)[1]


@test
def kinds_are_json():
    kinds = json.loads(call("kinds", plant)[0])
    assert {"unit", "person", "zone", "riskpoint"} <= {kind["id"] for kind in kinds}
    zone = json.loads(call("kinds", plant, "zone")[0])
    assert list(zone)[0] == "id" and any(field["id"] == "name" for field in zone["fields"])


@test
def add_set_show_list():
    made = lines("add", plant, "unit", "name=Synthesis", "--json")[0]
    assert list(made) == ["id", "number", "stage", "rev"]
    call("set", plant, "unit", made["id"], "code=07")
    shown = json.loads(call("show", plant, "unit", made["id"])[0])
    assert list(shown)[0] == "id" and shown["code"] == "07" and shown["rev"].startswith("2-")
    rows = lines("list", plant, "unit", "--where", "code = '07'", "--json")
    assert [row["id"] for row in rows] == [made["id"]]
    assert call("list", plant, "unit", "--csv")[0].splitlines()[0].startswith("id,number,stage,name")
    assert "missing" in call("add", plant, "unit", status=1)[1]
    assert "no field" in call("add", plant, "unit", "nonsense=1", status=1)[1]
    assert "form" in call("add", plant, "unit", "nonsense", status=1)[1]


@test
def expressions_are_bounded():
    for where in ("1); DELETE FROM k_unit; --", "(SELECT count(*) FROM account) = 0", "nonsense = 1", "'now' = "):
        call("list", plant, "unit", "--where", where, status=1)


@test
def flow():
    zone = lines("add", plant, "zone", "name=North", "--json")[0]
    hazard = lines("add", plant, "hazard", "what=Flange weeps", f"zone={zone['id']}", "class=second", "level=general",
                   "--json", "--draft")[0]
    assert hazard["number"] is None and hazard["stage"] is None
    assert call("step", plant, "hazard", hazard["id"], "close", status=1)[1] != ""


@test
def void_needs_a_reason():
    made = lines("add", plant, "unit", "name=Mistake", "--json")[0]
    assert "reason" in call("void", plant, "unit", made["id"], status=1)[1]
    call("void", plant, "unit", made["id"], "--reason", "made twice")
    assert not [row for row in lines("list", plant, "unit", "--json") if row["id"] == made["id"]]


@test
def import_and_export():
    table = os.path.join(root, "units.csv")
    with open(table, "w", encoding="gb18030") as file:
        file.write("部门,部门编码\n合成车间,21\n甲醇车间,22\n合成车间,21\n")
    dry = json.loads(call("import", plant, "unit", table, "--dry-run", "--json")[0])
    assert dry["new"] == 2 and dry["rejected"] == 1 and dry["batch"] is None
    assert "row 2" in call("import", plant, "unit", table, status=1)[1]
    good = json.loads(call("import", plant, "unit", table, "--good-rows", "--json")[0])
    assert good["new"] == 2 and good["batch"]
    with open(table, "w", encoding="utf-8") as file:
        file.write("姓名,部门\n孙丽,电气车间\n周强,电气车间\n")
    assert "电气车间" in call("import", plant, "person", table, status=1)[1]
    assert "电气车间" in call("import", plant, "person", table, "--dry-run", "--make-missing")[0]
    assert json.loads(call("import", plant, "person", table, "--make-missing", "--json")[0])["made"] == 1
    for name in ("out.csv", "out.xlsx", "out.json"):
        out = os.path.join(root, name)
        call("export", plant, "unit", out)
        again = json.loads(call("import", plant, "unit", out, "--dry-run", "--json")[0])
        assert again["new"] == again["updated"] == again["rejected"] == 0 and again["unchanged"] >= 3
    # One record is no list with something around it.
    with open(out, encoding="utf-8") as file:
        first = json.loads(file.readline())
    first["code"] = "99"
    with open(out, "w", encoding="utf-8") as file:
        file.write(json.dumps(first))
    assert json.loads(call("import", plant, "unit", out, "--dry-run", "--json")[0])["updated"] == 1
    with open(out, "a", encoding="utf-8") as file:
        file.write('\n{"id": "1", "rev"\n')
    assert "Line 2" in call("import", plant, "unit", out, status=1)[1]
    assert "must end in" in call("export", plant, "unit", os.path.join(root, "out.doc"), status=1)[1]


@test
def acting_as_somebody():
    unit = lines("add", plant, "unit", "name=Analysis", "--json")[0]["id"]
    for name in ("Sun Li", "Zhou Qiang", "Zhou Qiang"):
        call("add", plant, "person", f"name={name}", f"unit={unit}")
    sun = next(row for row in lines("list", plant, "person", "--json") if row["name"] == "Sun Li")
    made = lines("add", plant, "unit", "name=Laboratory", "--as", "Sun Li", "--json")[0]
    actor = subprocess.run(["sqlite3", os.path.join(plant, "plant.db"),
                            f"SELECT actor FROM journal WHERE record='{made['id']}'"],
                           capture_output=True, text=True, check=True).stdout.strip()
    assert actor == sun["id"]
    assert "2 persons" in call("add", plant, "unit", "name=X", "--as", "Zhou Qiang", status=1)[1]
    assert "Nobody" in call("add", plant, "unit", "name=X", "--as", "Nobody", status=1)[1]


@test
def check_tells_each_verdict():
    made = lines("add", plant, "riskpoint", "name=Flange", "type=area", "likelihood=3", "exposure=6", "consequence=15",
                 "--json")[0]
    verdict = lines("check", plant, "riskpoint", made["number"], "--json")[0]
    assert list(verdict) == ["id", "ok", "checks"] and verdict["id"] == made["id"] and verdict["ok"]
    assert all(list(check) == ["check", "ok", "value", "limit", "source", "mend"] for check in verdict["checks"])
    assert "not good" not in call("check", plant, "riskpoint", made["number"])[0]
    draft = lines("add", plant, "riskpoint", "likelihood=3", "--draft", "--json")[0]
    call("check", plant, "riskpoint", draft["id"])
    call("void", plant, "riskpoint", made["number"], "--reason", "made for a test")
    voided = lines("check", plant, "riskpoint", made["number"], "--json")[0]
    assert not voided["ok"] and any(check["check"] == "voided" and check["mend"] for check in voided["checks"])
    assert "no" in call("check", plant, "riskpoint", "RP-9999", status=1)[1]


@test
def import_killed_at_any_moment():
    """All of it is there afterwards or nothing, the chain holds, and the next import is none the wiser."""
    count, rounds, whole, outcomes = 800, 8, None, set()
    table = os.path.join(root, "many.csv")
    with open(table, "w", encoding="utf-8") as file:
        file.write("风险点名称,危险源,L,E,C\n")
        file.writelines(f"阀组 V-{i} 法兰,密封失效导致可燃气体泄漏,3,6,{15 if i % 2 else 7}\n" for i in range(count))
    for moment in range(rounds + 1):
        struck = os.path.join(root, f"struck-{moment}")
        call("init", struck, "--name", "Struck")
        began = time.monotonic()
        if whole is None:
            call("import", struck, "riskpoint", table)
            whole = time.monotonic() - began
            continue
        with subprocess.Popen([program, "import", struck, "riskpoint", table], env=environment,
                              stdout=subprocess.DEVNULL) as running:
            time.sleep(whole * moment / rounds)
            running.kill()
        there = len(lines("list", struck, "riskpoint", "--json"))
        assert there in (0, count), there
        assert json.loads(call("verify", struck, "--json")[0])["ok"]
        if there == 0:
            call("import", struck, "riskpoint", table)
        outcomes.add(there)
    assert 0 in outcomes


@test
def verify_finds_a_changed_byte():
    assert json.loads(call("verify", plant, "--json")[0])["ok"]
    copy = os.path.join(root, "forged")
    shutil.copytree(plant, copy)
    subprocess.run(["sqlite3", os.path.join(copy, "plant.db"),
                    "UPDATE journal SET patch=replace(patch,'Synthesis','Synthesiz') WHERE patch LIKE '%Synthesis%'"],
                   check=True)
    found = json.loads(call("verify", copy, "--json", status=1)[0])
    assert not found["ok"] and any(finding["code"] == "chain" for finding in found["findings"])


@test
def demo_plants():
    for language in ("en", "zh_CN"):
        subprocess.run([DEMO_PLANT, program, language, os.path.join(root, "demo-" + language)], check=True)
        demo = demo_of(language)
        assert len(call("list", demo, "riskpoint")[0].splitlines()) == 127
        call("verify", demo)


@test
def risk_map():
    for language, size, title in (("en", "a3", "Four-colour"), ("zh_CN", "a4", "四色")):
        demo = demo_of(language)
        paper = os.path.join(root, "paper-" + language)
        for form, magic in (("pdf", b"%PDF-"), ("svg", b"<?xml"), ("png", b"\x89PNG")):
            call("report", demo, "riskmap", "-o", f"{paper}.{form}", "--paper", size)
            with open(f"{paper}.{form}", "rb") as file:
                assert file.read(5).startswith(magic[:5])
        # 200 dots an inch; ISO 216.
        with open(paper + ".png", "rb") as file:
            width, height = struct.unpack(">II", file.read(24)[16:])
        wide, high = {"a3": (420, 297), "a4": (297, 210)}[size]
        assert abs(width - wide / 25.4 * 200) <= 2 and abs(height - high / 25.4 * 200) <= 2
        # The paper speaks the plant's language, whoever prints it, or the one asked for.
        for options, words in (((), title), (("--lang", "en"), "Four-colour")):
            call("report", demo, "riskmap", "-o", paper + ".pdf", *options)
            text = pdf_text(paper + ".pdf")
            assert text is None or words in text, text


@test
def from_bytes_to_alarm():
    """A message twice is one alarm; it is acknowledged, closed and in the plant's records."""
    dir = os.path.join(root, "station")
    call("init", dir)
    person = json.loads(call("add", dir, "person", "name=Wang", "--json")[0])["id"]
    assert "No readings" in call("readings", dir, status=1)[1]
    call("add", dir, "series", "name=tank/1", "title=H2S", "gas=h2s", "measure=mg/m³")
    assert "GB/T 50493" in call("add", dir, "series", "name=tank/2", "title=H2S", "gas=h2s", "measure=mg/m³",
                                "first_level=12", status=1)[1]
    assert [rule["bound"] for rule in lines("rules", dir, "--json")] == [10, 20]
    message = os.path.join(root, "message.json")
    with open(message, "w", encoding="utf-8") as file:
        json.dump({"readings": [{"series": "tank/1", "ts": int(time.time() * 1000), "value": 12}]}, file)
    first, second = lines("feed", dir, message, "--json")[0], lines("feed", dir, message, "--json")[0]
    assert (first["readings"], first["repeats"], len(first["alarms"])) == (1, 0, 1)
    assert (second["readings"], second["repeats"], len(second["alarms"])) == (0, 1, 0)
    assert lines("readings", dir, "--json")[0]["value"] == 12
    assert lines("readings", dir, "tank/1", "--json")[0]["count"] == 1
    replayed = json.loads(call("rules", dir, "replay", "gas-1:tank/1")[0])
    assert (replayed["begins"], replayed["moments"], replayed["on"]) == (1, 1, 1)
    call("rules", dir, "replay", "nothing", status=1)
    call("rules", dir, "nonsense", status=2)
    alarm = lines("alarms", dir, "--json")[0]
    assert alarm["id"] == first["alarms"][0] and alarm["state"] == "raised" and alarm["loud"]
    call("alarms", dir, "ack", alarm["id"], status=1)
    call("alarms", dir, "ack", alarm["id"], "--as", person)
    call("alarms", dir, "close", alarm["id"], "real", "--as", person, status=1)
    call("alarms", dir, "nonsense", status=2)
    call("alarms", dir, "shelve", "zone", "tank", "9", "--reason", "calibration", "--as", person, status=1)
    call("alarms", dir, "shelve", "zone", "tank", "2", "--reason", "calibration", "--as", person)
    with open(message, "w", encoding="utf-8") as file:
        json.dump([{"series": "tank/1", "value": 0}], file)
    call("feed", dir, message)
    call("alarms", dir, "close", alarm["id"], "false", "--as", person)
    assert lines("alarms", dir, "--json") == []
    assert lines("alarms", dir, "all", "--json")[0]["acknowledged_by"] == person
    assert json.loads(call("alarms", dir, "health")[0])["false_share"] == 1
    record = lines("list", dir, "alarm", "--json")[0]
    assert (record["id"], record["state"], record["cause"]) == (alarm["id"], "closed", "false")
    with open(message, "w", encoding="utf-8") as file:
        file.write("nonsense")
    assert "JSON" in call("feed", dir, message, status=1)[1]
    assert "whole" in call("verify", dir)[0]


def post(url, body, context=None):
    """The status and the JSON of the answer."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    try:
        with opener.open(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@test
def station():
    dir = os.path.join(root, "station-alone")
    call("init", dir, "--name", "Station")
    call("add", dir, "series", "name=tank/1", "title=Tank 1", "gas=h2s", "measure=ppm")
    call("add", dir, "source", "name=Gateway", "type=push")
    call("source", dir, "nonsense", "Gateway", status=2)
    call("source", dir, "token", "Nobody", status=1)
    call("source", dir, "keep", "Gateway", status=2)
    for name, status in (("password", 0), ("pass word", 1)):
        done = subprocess.run([program, "source", dir, "keep", "Gateway", name], input="s3cret\n", env=environment,
                              capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == status and "s3cret" not in done.stdout + done.stderr
    path = lines("source", dir, "token", "Gateway", "--json")[0]["path"]
    call("station", dir, "--port", "70000", status=2)
    assert "address" in call("station", dir, "--bind", "nowhere", status=1)[1]
    call("station", dir, "--certificate", sys.argv[0], status=1)
    certificate = os.path.join(root, "data", "anlan", "station.pem")
    with subprocess.Popen([program, "station", dir, "--port", "0", "--tls", "--json"], env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        url = json.loads(running.stdout.readline())["url"]
        assert os.stat(certificate).st_mode & 0o777 == 0o600
        context = ssl.create_default_context(cafile=certificate)
        now = int(time.time() * 1000)
        status, said = post(url + path, [{"series": "tank/1", "ts": now, "value": 12}], context)
        assert (status, said["readings"]) == (200, 1)
        assert post(url + path + "x", [], context)[0] == 404
        assert lines("alarms", dir, "--json")[0]["subject"] == "tank/1"
        call("station", dir, "--port", "0", status=1)
        # What another process changes counts a moment later.
        call("source", dir, "revoke", "Gateway")
        for _ in range(100):
            if post(url + path, [], context)[0] == 404:
                break
            time.sleep(0.1)
        else:
            raise AssertionError("a revoked address is still taken")
        running.terminate()
        assert running.wait(timeout=60) == 0
        assert "Gateway" in running.stderr.read()
    assert len(lines("list", dir, "alarm", "--json")) == 1
    call("station", dir, "nonsense", status=2)
    gap = lines("station", dir, "gaps", "--json")[-1]
    assert gap["to"] is None and gap["stopped"]
    assert "whole" in call("verify", dir)[0]


@test
def follows():
    """A real station, killed: what follows of a gas alarm is done once, and people are told by whom one has named."""
    dir = os.path.join(root, "follows")
    call("init", dir, "--name", "Follows")
    zone = lines("add", dir, "zone", "name=Tank farm", "--json")[0]["id"]
    call("add", dir, "series", "name=tank/1", "title=Tank 1", "gas=h2s", "measure=mg/m³", "zone=" + zone)
    round = lines("add", dir, "round", "name=Evening", "opens=2020-01-01T00:00:00Z", "closes=2035-01-01T00:00:00Z",
                  "--json")[0]["id"]
    call("add", dir, "roundpoint", "round=" + round, "zone=" + zone)
    call("step", dir, "round", round, "start")
    call("add", dir, "source", "name=Gateway", "type=push")
    path = lines("source", dir, "token", "Gateway", "--json")[0]["path"]

    call("add", dir, "channel", "name=Duty room", "type=gotify", 'definition={"address": "http://127.0.0.1:9"}')
    listed = lines("channel", dir, "list", "--json")[0]
    assert listed["name"] == "Duty room" and "token" in listed["trouble"]
    done = subprocess.run([program, "channel", dir, "keep", "Duty room", "token"], input="s3cret\n", env=environment,
                          capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0 and "s3cret" not in done.stdout + done.stderr
    assert lines("channel", dir, "list", "--json")[0]["trouble"] is None
    assert "" != call("channel", dir, "test", "Duty room", status=1)[1]
    call("channel", dir, "test", "Nobody", status=1)
    call("channel", dir, "test", status=2)
    call("channel", dir, "nonsense", "Duty room", status=2)
    call("channel", dir, "retry")

    packs = {pack["id"]: pack for pack in lines("packs", dir, "--json")}
    assert not packs["cameras"]["series"] and packs["vibration"]["series"]
    h2s = [gas for gas in lines("packs", dir, "gases", "--json") if gas["id"] == "h2s"][0]
    # 10 mg/m³ x 24.04 / 34.08
    assert abs(h2s["first_ppm"] - 7.05) < 0.01
    call("packs", dir, "add", "vibration", status=1)
    call("packs", dir, "add", "vibration", "pump/*")
    call("packs", dir, "add", "nothing", status=1)
    call("packs", dir, "nonsense", status=2)
    zones = lines("list", dir, "rule", "--json")
    assert len(zones) == packs["vibration"]["records"]
    # No figure that was not compared with its standard says that it is the standard's.
    assert all("not compared" in zone["source"] and "check" in zone["source"] for zone in zones)
    assert "to be checked" in packs["vibration"]["title"]

    call("add", dir, "series", "name=mast", "title=Wind", "weather=wind_from")
    message = os.path.join(root, "wind.json")
    with open(message, "w", encoding="utf-8") as file:
        json.dump([{"series": "mast", "value": 270}], file)
    assert lines("weather", dir, "--json") == []
    call("feed", dir, message)
    wind = lines("weather", dir, "--json")[0]
    assert (wind["what"], wind["value"], wind["series"]) == ("wind_from", 270, "mast") and wind["age"] < 60

    for go in range(2):
        with subprocess.Popen([program, "station", dir, "--port", "0", "--json"], env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
            url = json.loads(running.stdout.readline())["url"]
            if go == 0:
                assert post(url + path, [{"series": "tank/1", "value": 25}])[0] == 200
            for _ in range(200):
                if json.loads(call("show", dir, "round", round)[0])["stage"] == "paused":
                    break
                time.sleep(0.1)
            else:
                raise AssertionError("the round goes on")
            for _ in range(200):
                if lines("channel", dir, "list", "--json")[0]["waits"] >= 2:
                    break
                time.sleep(0.1)
            else:
                raise AssertionError("nobody is told")
            running.kill()
            running.communicate(timeout=60)
    assert json.loads(call("show", dir, "round", round)[0])["rev"].startswith("3-")
    said = [line for line in lines("list", dir, "consequence", "--json") if line["result"] == "done"]
    assert len(said) == 1 and "Evening" in said[0]["said"]
    with open(os.path.join(dir, "station.json"), encoding="utf-8") as file:
        assert json.load(file)["station"]["sources"][0]["name"] == "Gateway"
    call("export-training", dir, os.path.join(root, "training"))
    call("export-training", dir, os.path.join(root, "training"), status=1)
    assert "whole" in call("verify", dir)[0]


@test
def risk_map_refusals():
    demo = demo_of("en")
    assert "riskmap" in call("report", demo, "nonsense", "-o", "x.pdf", status=1)[1]
    assert "-o" in call("report", demo, "riskmap", status=2)[1]
    assert ".pdf" in call("report", demo, "riskmap", "-o", os.path.join(root, "x.doc"), status=1)[1]
    assert "a3" in call("report", demo, "riskmap", "-o", os.path.join(root, "x.pdf"), "--paper", "a9", status=1)[1]
    assert "" != call("report", demo, "riskmap", "-o", os.path.join(root, "nowhere", "x.pdf"), status=1)[1]
    assert "" != call("report", os.path.join(root, "nowhere"), "riskmap", "-o", "x.pdf", status=1)[1]


def main():
    print(f"1..{len(tests)}")
    failed = 0
    for number, function in enumerate(tests, 1):
        try:
            function()
            print(f"ok {number} {function.__name__}", flush=True)
        except Exception as error:  # pylint: disable=broad-except
            failed += 1
            print(f"not ok {number} {function.__name__}", flush=True)
            print("\n".join("# " + line for line in f"{type(error).__name__}: {error}".splitlines()), flush=True)
    shutil.rmtree(root, ignore_errors=True)
    return 1 if failed else 0


sys.exit(main())
