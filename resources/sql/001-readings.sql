-- SPDX-License-Identifier: GPL-3.0-or-later
-- The tables of readings.db. Moments are milliseconds since 1970 in UTC.

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  unit TEXT,
  keep_raw INTEGER NOT NULL DEFAULT 30, -- days
  keep_minutes INTEGER NOT NULL DEFAULT 400,
  keep_quarters INTEGER NOT NULL DEFAULT 1830,
  purged INTEGER NOT NULL DEFAULT 0, -- raw readings before this moment were counted and deleted
  purged_minutes INTEGER NOT NULL DEFAULT 0,
  purged_quarters INTEGER NOT NULL DEFAULT 0,
  repeats INTEGER NOT NULL DEFAULT 0,
  conflicts INTEGER NOT NULL DEFAULT 0 -- repeats that said something else; the first word stands
);

-- late: milliseconds from ts until it was received. device: what to add to ts for what an impossible clock said.
CREATE TABLE raw (
  series INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  value REAL,
  quality INTEGER NOT NULL,
  late INTEGER,
  device INTEGER,
  PRIMARY KEY (series, ts)
) WITHOUT ROWID;

-- One row a bucket in which anything came: what did not come is not there, and never a zero.
CREATE TABLE minute (
  series INTEGER NOT NULL, ts INTEGER NOT NULL, low REAL, high REAL, sum REAL NOT NULL, last REAL, last_at INTEGER,
  count INTEGER NOT NULL, bad INTEGER NOT NULL, PRIMARY KEY (series, ts)
) WITHOUT ROWID;
CREATE TABLE quarter (
  series INTEGER NOT NULL, ts INTEGER NOT NULL, low REAL, high REAL, sum REAL NOT NULL, last REAL, last_at INTEGER,
  count INTEGER NOT NULL, bad INTEGER NOT NULL, PRIMARY KEY (series, ts)
) WITHOUT ROWID;
CREATE TABLE hour (
  series INTEGER NOT NULL, ts INTEGER NOT NULL, low REAL, high REAL, sum REAL NOT NULL, last REAL, last_at INTEGER,
  count INTEGER NOT NULL, bad INTEGER NOT NULL, PRIMARY KEY (series, ts)
) WITHOUT ROWID;
CREATE TABLE day (
  series INTEGER NOT NULL, ts INTEGER NOT NULL, low REAL, high REAL, sum REAL NOT NULL, last REAL, last_at INTEGER,
  count INTEGER NOT NULL, bad INTEGER NOT NULL, PRIMARY KEY (series, ts)
) WITHOUT ROWID;

-- Spans around alarms in which raw readings stay, whatever their age.
CREATE TABLE kept (
  series INTEGER NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (series, since)
) WITHOUT ROWID;
