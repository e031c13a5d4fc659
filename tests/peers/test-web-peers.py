#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages for people elsewhere, in a real browser the size of a phone: a hazard from its report to its end, a round, what
a phone does without network, Chinese, and what axe-core finds. Pictures of all pages go to $ANLAN_WEB_SHOTS where it is set.

usage: test-web-peers.py ANLANCTL WEB_TOKENS AXE_FOLDER"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "station"))
from browser import Browser, find_browser
from plant_station import Plant, run_tests, wait_for

SHOTS = os.environ.get("ANLAN_WEB_SHOTS")
tests = []


def test(function):
    tests.append(function)
    return function


class Phones:
    """A small plant with its station, and the tokens of its posters and people."""

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="anlan-web-")
        self.axe = None
        path = os.path.join(sys.argv[3], "node_modules", "axe-core", "axe.min.js")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as script:
                self.axe = script.read()
        self.browser = None
        self.plant = plant = Plant(sys.argv[1], self.root)
        self.unit = plant.add("unit", name="罐区 Tank farm")
        self.lei = plant.add("person", name="Zhao Lei", employee_no="1001", unit=self.unit)
        self.fang = plant.add("person", name="Wang Fang", employee_no="1002", unit=self.unit)
        self.zone = plant.add("zone", name="1号泵房 Pump house 1", unit=self.unit)
        self.point = plant.add("musterpoint", name="3号集合点 Point 3")
        self.tokens()
        self.origin = plant.start()
        program = find_browser()
        if program is not None:
            # Its camera is one that draws a test picture, and whoever asks for it may have it.
            self.browser = Browser(program, self.root, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
            self.size(360, 740)
            self.browser.call("Network.enable")
            self.browser.call("Runtime.enable")
            self.language("en")
            self.photo = self.make_photo("before.jpg", 41)
            self.photo_after = self.make_photo("after.jpg", 7)

    def make_photo(self, name, seed):
        """A picture as a phone takes it, of two million pixels."""
        data = self.browser.run(
            "(() => { const c = document.createElement('canvas'); c.width = 1600; c.height = 1200; const p = c.getContext('2d');"
            f"for (let i = 0; i < 400; i++) {{ p.fillStyle = 'hsl(' + (i * {seed}) % 360 + ', 60%, ' + (20 + (i * {seed}) % 60) + '%)';"
            f"p.fillRect((i * 137 * {seed}) % 1600, (i * 71 + {seed} * i * i) % 1200, 200, 160); }}"
            "return c.toDataURL('image/jpeg', 0.9).split(',')[1]; })()")
        path = os.path.join(self.root, name)
        with open(path, "wb") as out:
            out.write(base64.b64decode(data))
        return path

    def tokens(self):
        told = subprocess.run([sys.argv[2], self.plant.dir, "zone:" + self.zone, "musterpoint:" + self.point, self.lei, self.fang],
                              env=self.plant.environment, capture_output=True, text=True, check=True)
        made = json.loads(told.stdout)
        self.poster, self.muster_poster = made["posters"]
        self.links = {self.lei: made["links"][0], self.fang: made["links"][1]}

    def close(self):
        if self.browser is not None:
            self.browser.__exit__()
        self.plant.close()
        shutil.rmtree(self.root, ignore_errors=True)

    # --- one page

    def size(self, width, height):
        self.width = width
        self.browser.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def network(self, latency=0, bytes_a_second=-1, offline=False):
        self.browser.call("Network.emulateNetworkConditions", offline=offline, latency=latency,
                          downloadThroughput=bytes_a_second, uploadThroughput=bytes_a_second)

    def language(self, language):
        self.browser.call("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})

    def open(self, path, shot=None):
        self.browser.open(self.origin + path)
        self.look(shot)

    def look(self, shot):
        """Takes its picture, and asks axe-core for what is wrong with it."""
        if shot and SHOTS:
            os.makedirs(SHOTS, exist_ok=True)
            size = self.browser.call("Page.getLayoutMetrics")["cssContentSize"]
            told = self.browser.call("Page.captureScreenshot", captureBeyondViewport=True,
                                     clip={"x": 0, "y": 0, "width": self.width, "height": max(740, size["height"]), "scale": 1})
            with open(os.path.join(SHOTS, shot + ".png"), "wb") as out:
                out.write(base64.b64decode(told["data"]))
        if shot:
            wide = self.browser.run("document.documentElement.scrollWidth")
            assert wide <= self.width, f"{shot} is {wide} wide"
        if shot and self.axe is not None:
            self.browser.run(self.axe + "; 0")
            found = self.browser.run("axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))")
            assert not found, f"{shot}: {found}"

    def text(self):
        return self.browser.run("document.body && document.readyState === 'complete' ? document.body.innerText : ''")

    def fill(self, selector, value):
        self.browser.run(f"document.querySelector({json.dumps(selector)}).value = {json.dumps(value)}; 0")

    def check(self, selector):
        self.browser.run(f"document.querySelector({json.dumps(selector)}).checked = true; 0")

    def attach(self, selector, path):
        root = self.browser.call("DOM.getDocument")["root"]["nodeId"]
        node = self.browser.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.browser.call("DOM.setFileInputFiles", nodeId=node, files=[path])

    def send(self, selector, then):
        """Presses the button and waits for the page that comes then and has @then."""
        self.browser.run(f"window.before = 1; document.querySelector({json.dumps(selector)}).click(); 0")
        try:
            wait_for(then, lambda: self.browser.run("window.before === undefined") and then in self.text(), 20)
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.text()}") from error

    def sign_in(self, person, shot=None):
        self.browser.call("Network.clearBrowserCookies")
        self.open("/p/" + self.links[person]["link"], shot)
        self.fill("#pin", self.links[person]["pin"])
        self.send("button.primary", "What I owe")

    # --- the plant

    def hazards(self):
        return plant_records(self, "hazard")

    def step(self, record, step, *fields, person=None):
        self.plant.ctl("step", self.plant.dir, "hazard", record, step, *fields, *(["--as", person] if person else []))


def plant_records(phones, kind):
    return [json.loads(line) for line in phones.plant.ctl("list", phones.plant.dir, kind, "--json").splitlines()]


def report(phones, what, photo=True):
    phones.open("/r/" + phones.poster)
    phones.fill("#what", what)
    if photo:
        phones.attach("#photo", phones.photo)
    phones.check("input[value=second]")


@test
def a_report_is_answered_with_a_photo_and_closed(phones):
    if phones.browser is None:
        return "Chromium is not installed"
    phones.open("/r/" + phones.poster, "report-en")
    report(phones, "Oil under pump P-101")
    phones.fill("#name", "Li Na")
    phones.send("button.primary", "Your report has been stored")
    phones.look("report-done-en")
    code = phones.browser.run("document.querySelector('.code').textContent")
    hazard = phones.hazards()[0]
    assert hazard["zone"] == phones.zone and hazard["reporter"] == "Li Na" and len(hazard["photos"]) == 1, hazard
    phones.step(hazard["id"], "confirm", person=phones.fang)
    phones.step(hazard["id"], "assign", "owner=" + phones.lei, "measure=New gasket", "due=2199-01-01 12:00", person=phones.fang)
    phones.sign_in(phones.lei, "link-en")
    phones.look("duties-en")
    phones.open("/my/hazard/" + hazard["id"], "duty-en")
    phones.fill("#rectify-result", "New gasket, no leak")
    # The photo from before lies over what the camera sees.
    phones.browser.run("document.querySelector('form button[type=button]').click(); 0")
    wait_for("the camera", lambda: phones.browser.run("(v => v !== null && v.videoWidth > 0)(document.querySelector('.overlay video'))"), 20)
    assert phones.browser.run("getComputedStyle(document.querySelector('.overlay img')).opacity") == "0.4"
    phones.browser.run("document.querySelector('.overlay button').click(); 0")
    wait_for("its picture", lambda: phones.browser.run("document.querySelector('.overlay') === null && "
                                                       "document.querySelector('#rectify-after').files.length === 1"), 20)
    phones.attach("#rectify-after", phones.photo_after)
    phones.send("button.primary", "It is stored.")
    phones.look("duty-done-en")
    stored = phones.hazards()[0]
    assert stored["stage"] == "rectified" and len(stored["after"]) == 1, stored
    phones.step(hazard["id"], "recheck", "recheck_result=Dry after an hour", person=phones.fang)
    # It was done within minutes here, which is not believed until the safety manager says so.
    finding, = plant_records(phones, "finding")
    phones.plant.ctl("step", phones.plant.dir, "finding", finding["id"], "overrule", "--reason", "A test", "--as", phones.fang)
    phones.step(hazard["id"], "close", person=phones.fang)
    phones.open("/s")
    phones.fill("#code", code)
    phones.send("form button", "Photos after")
    phones.look("status-en")
    assert phones.browser.run("document.querySelectorAll('.pair img').length") == 2
    assert phones.browser.run("Array.from(document.images).every(i => i.complete && i.naturalWidth > 0)")
    assert phones.hazards()[0]["stage"] == "closed"
    return None


@test
def without_network_it_is_kept_and_sent_once(phones):
    if phones.browser is None:
        return "Chromium is not installed"
    before = len(phones.hazards())
    phones.browser.call("Network.clearBrowserCookies")
    report(phones, "Grating is loose")
    phones.network(offline=True)
    phones.browser.run("document.querySelector('button.primary').click(); 0")
    wait_for("the word that it is kept", lambda: not phones.browser.run("document.getElementById('queue').hidden") and
             "kept on this phone" in phones.text() or "Waiting to be sent: 1" in phones.text(), 20)
    phones.look("offline-en")
    assert len(phones.hazards()) == before
    phones.network()
    wait_for("what was kept", lambda: len(phones.hazards()) == before + 1, 20)
    wait_for("the word that it is sent", lambda: "has been sent and stored" in phones.text(), 20)
    phones.open("/s")
    assert len(phones.hazards()) == before + 1
    return None


@test
def a_whole_round(phones):
    if phones.browser is None:
        return "Chromium is not installed"
    plant = phones.plant
    checklist = plant.add("checklist", name="Pumps")
    items = [plant.add("checkitem", checklist=checklist, question="Are the gauges readable?", answers="yesno"),
             plant.add("checkitem", checklist=checklist, question="Pressure", answers="value", low="0.2", high="0.6", measured_in="MPa")]
    known = plant.ask("plant", "SELECT date('now', '+8 hours')")[0][0]
    walk = plant.add("round", name="Round of the pumps", day=known, opens="2020-01-01 00:00", closes="2199-01-01 00:00", person=phones.lei)
    points = [plant.add("roundpoint", round=walk, zone=phones.zone, name=name, checklists=checklist) for name in ("Pump 1", "Pump 2")]
    phones.sign_in(phones.lei)
    phones.open("/rounds", "rounds-en")
    phones.open("/rounds/" + walk, "round-planned-en")
    phones.send("main > form button.primary", "It is stored.")
    # The code that hangs at the point leads on to it.
    phones.open("/r/" + phones.poster, "report-round-en")
    phones.send("a.button", "I am here")
    phones.send("#p-%s form button.primary" % points[0], "code scanned")
    phones.check(f"#p-{points[0]} input[name='ok-{items[0]}'][value=yes]")
    phones.fill(f"#p-{points[0]} input[name='value-{items[1]}']", "0.4")
    phones.look("round-en")
    phones.send("#p-%s form[data-queue=answer] button.primary" % points[0], "It is stored.")
    phones.browser.run(f"document.getElementById('p-{points[1]}').open = true; 0")
    phones.check(f"#p-{points[1]} input[name='ok-{items[0]}'][value=no]")
    phones.fill(f"#p-{points[1]} input[name='value-{items[1]}']", "0.5")
    phones.fill(f"#p-{points[1]} input[name='note-{items[0]}']", "Glass is broken")
    phones.attach(f"#p-{points[1]} input[name='photo-{items[0]}']", phones.photo)
    before = len(phones.hazards())
    phones.send("#p-%s form[data-queue=answer] button.primary" % points[1], "It is stored.")
    made = phones.hazards()
    assert len(made) == before + 1 and any("Glass is broken" in one["what"] for one in made), made
    phones.send("main > form button.primary", "Done")
    stage, = plant.ask("plant", "SELECT stage FROM k_round WHERE id = ?", walk)[0]
    assert stage == "done", stage
    reached = plant.ask("plant", "SELECT scanned, arrived_at IS NOT NULL FROM k_roundpoint WHERE round = ? ORDER BY rank", walk)
    assert reached == [(1, 1), (0, 1)], reached
    return None


@test
def reading_and_muster(phones):
    if phones.browser is None:
        return "Chromium is not installed"
    plant = phones.plant
    document = plant.add("document", title="Tank entry procedure", version="3", summary="Gas is measured before each entry.",
                         readers_people=phones.lei, effective="2020-01-01")
    plant.ctl("step", plant.dir, "document", document, "issue", "--as", phones.fang)
    phones.sign_in(phones.lei)
    phones.open("/read", "read-en")
    phones.open("/read/" + document, "document-en")
    phones.send("button.primary", "You have confirmed it")
    phones.open("/muster", "muster-none-en")
    plant.add("muster", name="Gas in the tank farm", commander=phones.fang)
    notice = plant.add("instruction", name="Leave", text_en="Leave the tank farm across the wind. Go to point 3.", text_zh="请横风向撤离罐区，到3号集合点。")
    plant.ctl("step", plant.dir, "instruction", notice, "tell")
    phones.open("/muster")
    wait_for("the instruction", lambda: "across the wind" in phones.text(), 20)
    phones.check("input[name=point]")
    phones.look("muster-en")
    phones.send("button.primary", "You are counted")
    counted = plant.ask("plant", "SELECT person, people, state FROM k_presence")
    assert counted == [(phones.lei, 1, "here")], counted
    phones.language("zh-CN")
    phones.browser.call("Network.clearBrowserCookies")
    phones.open("/r/" + phones.muster_poster, "report-muster-zh")
    phones.open("/muster?at=" + phones.muster_poster, "muster-zh")
    phones.fill("#names", "Wang Fang\nSomebody")
    phones.fill("#others", "4")
    phones.send("button.primary", "已清点到您")
    counted = plant.ask("plant", "SELECT person, people FROM k_presence ORDER BY rid")[1:]
    assert counted == [(phones.fang, 1), (None, 5)], counted
    plant.ctl("step", plant.dir, "instruction", notice, "stop")
    phones.language("en")
    return None


@test
def without_scripts(phones):
    if phones.browser is None:
        return "Chromium is not installed"
    before = len(phones.hazards())
    phones.browser.call("Network.clearBrowserCookies")
    phones.browser.call("Emulation.setScriptExecutionDisabled", value=True)
    report(phones, "Handrail is missing")
    phones.browser.run("document.querySelector('button.primary').click(); 0")
    wait_for("the receipt", lambda: "Your report has been stored" in phones.text(), 20)
    made = [one for one in phones.hazards() if one["what"] == "Handrail is missing"]
    assert len(phones.hazards()) == before + 1 and len(made[0]["photos"]) == 1, made
    phones.step(made[0]["id"], "confirm", person=phones.fang)
    phones.step(made[0]["id"], "assign", "owner=" + phones.lei, "measure=Weld it", "due=2199-01-01 12:00", person=phones.fang)
    phones.open("/p/" + phones.links[phones.lei]["link"])
    phones.fill("#pin", phones.links[phones.lei]["pin"])
    phones.browser.run("document.querySelector('button.primary').click(); 0")
    wait_for("the duties", lambda: "Handrail is missing" in phones.text(), 20)
    phones.open("/my/hazard/" + made[0]["id"])
    phones.fill("#rectify-result", "Welded")
    phones.attach("#rectify-after", phones.photo_after)
    phones.browser.run("document.querySelector('button.primary').click(); 0")
    wait_for("the answer", lambda: "It is stored." in phones.text(), 20)
    phones.browser.call("Emulation.setScriptExecutionDisabled", value=False)
    return None


@test
def slow_dark_and_wide(phones):
    if phones.browser is None:
        return "Chromium is not installed"
    phones.browser.call("Network.clearBrowserCookies")
    report(phones, "Lamp is broken")
    phones.network(latency=300, bytes_a_second=60000)
    phones.send("button.primary", "Your report has been stored")
    phones.network()
    assert len([one for one in phones.hazards() if one["what"] == "Lamp is broken"]) == 1
    phones.sign_in(phones.lei)
    for scheme, width, height in (("dark", 360, 740), ("dark", 1280, 800), ("light", 1280, 800)):
        phones.size(width, height)
        phones.browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        for name, path in (("report", "/r/" + phones.poster), ("duties", "/my"), ("rounds", "/rounds"), ("status", "/s")):
            phones.open(path, f"{name}-{scheme}-{width}")
    phones.size(360, 740)
    phones.browser.call("Emulation.setEmulatedMedia", features=[])
    return None


@test
def in_chinese(phones):
    if phones.browser is None:
        return "Chromium is not installed"
    phones.language("zh-CN,zh;q=0.9")
    phones.browser.call("Network.clearBrowserCookies")
    phones.open("/r/" + phones.poster, "report-zh")
    phones.fill("#what", "2号阀门法兰渗漏")
    phones.send("button.primary", "上报内容已保存")
    phones.look("report-done-zh")
    code = phones.browser.run("document.querySelector('.code').textContent")
    phones.open("/s")
    phones.fill("#code", code)
    phones.send("form button", "处理过程")
    phones.look("status-zh")
    phones.open("/p/" + phones.links[phones.lei]["link"], "link-zh")
    phones.fill("#pin", phones.links[phones.lei]["pin"])
    phones.send("button.primary", "我的待办")
    phones.open("/rounds", "rounds-zh")
    phones.open("/read", "read-zh")
    made = [one for one in phones.hazards() if one["what"] == "2号阀门法兰渗漏"][0]
    phones.step(made["id"], "confirm", person=phones.fang)
    phones.step(made["id"], "assign", "owner=" + phones.lei, "measure=更换垫片", "due=2199-01-01 12:00", person=phones.fang)
    phones.open("/my", "duties-zh")
    phones.open("/my/hazard/" + made["id"], "duty-zh")
    phones.language("en")
    return None


if __name__ == "__main__":
    sys.exit(run_tests(tests, Phones, Phones.close))
