-- SPDX-License-Identifier: GPL-3.0-or-later
-- The tables of alarms.db. Moments are milliseconds since 1970 in UTC.

CREATE TABLE detection (
  source TEXT NOT NULL,
  id TEXT NOT NULL,
  ts INTEGER NOT NULL,
  received INTEGER NOT NULL,
  type TEXT NOT NULL,
  state INTEGER NOT NULL, -- 0 pulse, 1 start, 2 stop
  zone TEXT,
  camera TEXT,
  confidence REAL,
  box TEXT,     -- JSON: left, top, width, height as parts of the picture
  picture TEXT, -- SHA-256
  raw TEXT,     -- as it came, its first 16 KiB
  repeats INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source, id, state)
) WITHOUT ROWID;
CREATE INDEX detection_ts ON detection (ts);

CREATE TABLE alarm (
  id TEXT PRIMARY KEY,
  rule TEXT NOT NULL,
  subject TEXT NOT NULL, -- series, camera or zone that it is about
  origin TEXT NOT NULL UNIQUE, -- rule, subject and moment of what raised it: a replay raises nothing
  title TEXT NOT NULL,
  zone TEXT NOT NULL,
  danger INTEGER NOT NULL, -- 0 other, 1 fire, 2 toxic, 3 oxygen, 4 combustible
  severity INTEGER NOT NULL, -- 0 note, 1 medium, 2 high, 3 critical
  response TEXT NOT NULL,
  value REAL,
  peak REAL,
  unit TEXT,
  bound REAL,
  device_ts INTEGER NOT NULL,
  raised INTEGER NOT NULL,
  last INTEGER NOT NULL, -- when the condition was last met anew
  repeats INTEGER NOT NULL DEFAULT 0,
  acknowledged INTEGER,
  acknowledged_by TEXT,
  cleared INTEGER,
  closed INTEGER,
  closed_by TEXT,
  cause TEXT,
  note TEXT,
  test INTEGER NOT NULL DEFAULT 0,
  folded TEXT, -- alarm of the storm that stands for it
  shelf TEXT,  -- as long as it is shelved
  climbed INTEGER NOT NULL DEFAULT 0,
  climbs_at INTEGER,
  change INTEGER NOT NULL,
  mirrored INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX alarm_subject ON alarm (rule, subject) WHERE closed IS NULL;
CREATE INDEX alarm_zone ON alarm (zone) WHERE closed IS NULL;
CREATE INDEX alarm_raised ON alarm (raised);
CREATE INDEX alarm_climbs ON alarm (climbs_at) WHERE climbs_at IS NOT NULL;
CREATE INDEX alarm_unmirrored ON alarm (change) WHERE mirrored < change;

CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  alarm TEXT NOT NULL REFERENCES alarm (id),
  at INTEGER NOT NULL,
  what TEXT NOT NULL, -- raised, repeated, acknowledged, cleared, closed, shelved, unshelved, climbed, folded
  who TEXT,
  note TEXT
);
CREATE INDEX event_alarm ON event (alarm, id);
CREATE INDEX event_at ON event (at);

-- An empty rule, subject or zone stands for any.
CREATE TABLE shelf (
  id TEXT PRIMARY KEY,
  rule TEXT NOT NULL,
  subject TEXT NOT NULL,
  zone TEXT NOT NULL,
  person TEXT NOT NULL,
  reason TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  ended INTEGER,
  ended_by TEXT -- NULL: by itself
);
CREATE INDEX shelf_open ON shelf (until) WHERE ended IS NULL;

-- One row: the last number given to a change.
CREATE TABLE counter (change INTEGER NOT NULL);
INSERT INTO counter VALUES (0);
