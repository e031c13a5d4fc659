#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Anlan writes, read by programs of others: the sqlite3 tool, openpyxl, GDAL, poppler, zbar, libxml2. The demo plant is
the source of every number, through anlanctl list."""

import csv
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile

import openpyxl

DEMO_PLANT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "demo", "demo-plant.sh")
program = sys.argv[1]
root = tempfile.mkdtemp(prefix="anlan-peers-")
plant = os.path.join(root, "plant")
LOCALE = os.environ["LC_ALL"] if "LOCPATH" in os.environ else "C.UTF-8"
environment = dict(os.environ, XDG_DATA_HOME=os.path.join(root, "data"), LC_ALL=LOCALE, LANGUAGE="")
tests = []


def test(function):
    tests.append(function)
    return function


def run(*command):
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, f"{command}: {done.returncode}, {done.stdout[-500:]!r}, {done.stderr[-500:]!r}"
    return done.stdout


def records(kind):
    return [json.loads(line) for line in run(program, "list", plant, kind, "--json").splitlines()]


def titles(kind):
    """How the columns of its exports are called: id -> title."""
    return {field["id"]: field["title"] for field in json.loads(run(program, "kinds", plant, kind))["fields"]}


def export(kind, extension):
    path = os.path.join(root, f"{kind}.{extension}")
    run(program, "export", plant, kind, path)
    return path


def report(*arguments):
    path = os.path.join(root, arguments[-1])
    run(program, "report", plant, *arguments[:-1], "-o", path)
    return path


@test
def sqlite_reads_a_plant():
    copy = os.path.join(root, "copy.db")
    shutil.copy(os.path.join(plant, "plant.db"), copy)

    def sql(text):
        return run("sqlite3", copy, text).strip()

    assert sql("PRAGMA integrity_check") == "ok"
    assert sql("PRAGMA foreign_key_check") == ""
    assert int(sql("PRAGMA application_id")) == struct.unpack(">i", b"ANLA")[0]
    for kind in ("zone", "riskpoint", "person", "unit"):
        assert int(sql(f"SELECT count(*) FROM k_{kind} WHERE draft = 0 AND voided = 0")) == len(records(kind)), kind
    # The chain: each line names the hash of the one before it.
    assert sql("SELECT count(*) FROM journal a JOIN journal b ON b.seq = a.seq + 1 WHERE b.prev <> a.hash") == "0"
    # The index of the search, by its own check, and a Chinese term of two characters.
    sql("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    named = [row for row in records("zone") if "罐区" in row["name"]]
    found = sql("SELECT d.record FROM search s JOIN search_doc d ON d.id = s.rowid WHERE search MATCH '\"罐区\"'"
                " AND d.kind = 'zone'").split()
    assert named and {row["id"] for row in named} <= set(found)


def pdf_text(path):
    return run("pdftotext", "-layout", path, "-")


@test
def openpyxl_reads_the_report_of_hazards():
    path = report("hazards", "--month", "2026-11", "--lang", "en", "month.xlsx")
    book = openpyxl.load_workbook(path)
    rows = {row[0]: row for row in book.worksheets[0].iter_rows(values_only=True)}
    found = [h for h in records("hazard") if h["stage"] != "cancelled"
             and "2026-10-31T16:00:00Z" <= h["found_at"] < "2026-11-30T16:00:00Z"]
    assert rows["Found"][1] == len(found), (rows["Found"], len(found))
    assert rows["Found"][3] == rows["Found"][1] - rows["Found"][2]
    assert len(book.sheetnames) == len(set(book.sheetnames)) >= 8, book.sheetnames
    assert any(cell.number_format == "0.0%" for row in book.worksheets[0].iter_rows() for cell in row)
    assert any(sheet._charts for sheet in book.worksheets) or "xl/charts/chart1.xml" in zip_names(path)


@test
def the_report_counts_what_was_confirmed_to_come_again():
    def came_again(name):
        book = openpyxl.load_workbook(report("hazards", "--month", "2026-11", "--lang", "en", name + ".xlsx"))
        rows = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
        return next(row[4] for row in rows if row[0] == "Came again"), [row for row in rows if row[0] == "Twice the same"]

    found = sorted((h for h in records("hazard") if h["number"] and h["stage"] != "cancelled"
                    and "2026-10-31T16:00:00Z" <= h["found_at"] < "2026-11-30T16:00:00Z"), key=lambda h: h["found_at"])
    first, again = found[0], found[1]
    before, _ = came_again("before")
    made = run(program, "add", plant, "cluster", "name=Twice the same", f"hazards={first['id']};{again['id']}",
               f"first={first['found_at']}", f"last={again['found_at']}", "count=2").split()
    # Proposed, it is nobody's word yet.
    assert came_again("proposed") == (before, []), came_again("proposed")
    run(program, "step", plant, "cluster", made[0], "confirm")
    counted, listed = came_again("confirmed")
    assert before == f"0 / {len(found)}" and counted == f"1 / {len(found)}", (before, counted)
    assert len(listed) == 1 and listed[0][1:3] == (2, 2), listed


def zip_names(path):
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


@test
def poppler_reads_the_papers_of_hazards():
    number = next(h["number"] for h in records("hazard") if h["stage"] == "assigned")
    for name, title in (("notice", "Hazard rectification notice"), ("reply", "Reply and recheck of a hazard")):
        path = report(name, "--record", number, "--lang", "en", name + ".pdf")
        text = pdf_text(path)
        assert title in text and number in text, text[:400]
        assert "1" == re.search(r"Pages:\s+(\d+)", run("pdfinfo", path))[1]
        run("pdftoppm", "-r", "40", "-png", path, os.path.join(root, name))
        assert os.path.getsize(os.path.join(root, name + "-1.png")) > 2000
    for period in ("2026-11", "2026-Q4", "2026"):
        assert "Key figures" in pdf_text(report("hazards", "--month", period, "--lang", "en", "figures.pdf"))
    assert re.search(r"1190\.\d* x 841|1191 x 842", run("pdfinfo", report("ledger", "ledger.pdf")))


def codes(path, name, dots=150):
    """What a scanner reads on all pages of a paper, at the resolution of an office printer's scan."""
    run("pdftoppm", "-r", str(dots), "-png", path, os.path.join(root, name + "-codes"))
    pages = sorted(os.path.join(root, page) for page in os.listdir(root) if page.startswith(name + "-codes"))
    return sorted(run("zbarimg", "--quiet", "--raw", *pages).split())


@test
def zbar_reads_the_codes_of_papers():
    hazard = next(h["number"] for h in records("hazard") if h["stage"] == "assigned")
    for name in ("notice", "reply"):
        for language in ("en", "zh_CN"):
            path = report(name, "--record", hazard, "--lang", language, name + "-code.pdf")
            assert codes(path, name + language) == ["anlan:hazard/" + hazard], name
    walk = next(r for r in records("round") if r["stage"] == "running")
    points = [p["number"] for p in records("roundpoint") if p["round"] == walk["id"]]
    found = codes(report("roundsheet", "--record", walk["number"], "sheet.pdf"), "sheet")
    assert points and found == sorted(["anlan:round/" + walk["number"]] + ["anlan:roundpoint/" + p for p in points]), found


@test
def zbar_reads_the_codes_of_posters():
    base = "http://192.168.3.20:8765"
    asked = [("musterpoint", "a4", None), ("zone", "a6", None), ("equipment", "label", "type = 'pump'")]
    seen = set()
    for kind, sheet, where in asked:
        path = os.path.join(root, f"posters-{kind}.pdf")
        run(program, "report", plant, "posters", kind, "--base", base, "--paper", sheet, "-o", path,
            *(["--where", where] if where else []))
        found = codes(path, "posters-" + kind, 200)
        wanted = run(program, "list", plant, kind, "--json", *(["--where", where] if where else [])).splitlines()
        assert wanted and len(found) == len(set(found)) == len(wanted), (kind, len(found), len(wanted))
        assert all(code.startswith(base + "/r/") for code in found), found[:2]
        seen |= set(found)
    assert len(seen) > 30, len(seen)
    # Printed again it is the same poster.
    path = os.path.join(root, "posters-again.pdf")
    run(program, "report", plant, "posters", "musterpoint", "--base", base, "--paper", "a6", "-o", path)
    assert set(codes(path, "posters-again")) <= seen


@test
def openpyxl_reads_a_workbook():
    sheet = openpyxl.load_workbook(export("riskpoint", "xlsx")).active
    rows, wanted = list(sheet.iter_rows(values_only=True)), records("riskpoint")
    named = titles("riskpoint")
    assert len(rows) == len(wanted) + 1, (len(rows), len(wanted))
    scored = 0
    by_number = {row["number"]: row for row in wanted}
    assert len(by_number) == len(wanted)
    for row in rows[1:]:
        cells = dict(zip(rows[0], row))
        record = by_number[cells["Number"]]
        assert cells[named["name"]] == record["name"]
        score = cells[named["score"]]
        assert score == record["score"] if score is None else abs(score - record["score"]) < 1e-9, score
        scored += score is not None
    assert scored > 100


@test
def python_reads_csv_and_json():
    with open(export("person", "csv"), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [row[titles("person")["name"]] for row in rows]
    assert names and sorted(names) == sorted(row["name"] for row in records("person"))
    with open(export("person", "json"), encoding="utf-8") as file:
        assert [json.loads(line)["name"] for line in file] == names


@test
def gdal_reads_zones():
    told = run("ogrinfo", "-ro", "-al", "-geom=WKT", export("zone", "geojson"))
    zones = [row for row in records("zone") if row.get("area")]
    assert int(re.search(r"Feature Count: (\d+)", told).group(1)) == len(zones) > 0
    assert "WGS 84" in told
    west, south, east, north = map(float, re.search(r"Extent: \((.+), (.+)\) - \((.+), (.+)\)", told).groups())
    rings = [point for row in zones for ring in row["area"]["coordinates"] for point in ring]
    for position, bound, most in ((0, west, min), (1, south, min), (0, east, max), (1, north, max)):
        assert abs(most(point[position] for point in rings) - bound) < 1e-6
    assert all(row["name"] in told for row in zones)


@test
def poppler_reads_papers():
    path = report("riskmap", "--paper", "a3", "map.pdf")
    told = run("pdfinfo", path)
    assert re.search(r"Pages: +1\n", told) and "A3" in told, told
    run("pdftoppm", "-r", "40", "-png", path, os.path.join(root, "map"))
    picture = next(name for name in os.listdir(root) if name.startswith("map") and name.endswith(".png"))
    assert os.path.getsize(os.path.join(root, picture)) > 20000
    fonts = run("pdffonts", path).splitlines()[2:]
    # "emb sub uni object ID": every font travels with the paper.
    assert fonts and all(re.search(r" yes (yes|no) +(yes|no) +\d+ +\d+$", line) for line in fonts), fonts
    words = run("pdftotext", report("list", "unit", "units.pdf"), "-").replace("\n", "")
    assert all(row["name"] in words for row in records("unit"))


@test
def libxml_reads_a_drawing():
    path = report("riskmap", "map.svg")
    run("xmllint", "--noout", "--nonet", path)
    assert run("xmllint", "--nonet", "--xpath", "local-name(/*)", path).strip() == "svg"


def main():
    failed = 0
    print(f"1..{len(tests)}")
    run(DEMO_PLANT, program, "zh_CN", root)
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
