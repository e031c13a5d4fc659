-- SPDX-License-Identifier: GPL-3.0-or-later
-- Duties remind, escalate and tell people; what was told to whom is kept.

ALTER TABLE duty ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0; -- its notices go out one by one
ALTER TABLE duty ADD COLUMN told TEXT;     -- when its owner was told that it is there
ALTER TABLE duty ADD COLUMN told_due TEXT; -- when its owner was told that it is due
ALTER TABLE duty ADD COLUMN next TEXT;     -- when something is to be told next; NULL: nothing more
UPDATE duty SET next = opened WHERE done IS NULL;
CREATE INDEX duty_next ON duty (next) WHERE done IS NULL AND next IS NOT NULL;
CREATE INDEX duty_urgent ON duty (due) WHERE done IS NULL AND urgent <> 0;

-- Only ids and moments: what a notice says is read from the record when somebody looks.
CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  person TEXT NOT NULL,  -- who is told
  why TEXT NOT NULL,     -- new, remind, due, escalate, digest
  duty TEXT,             -- of a digest NULL, as the two below
  kind TEXT,
  record TEXT,
  at TEXT NOT NULL,
  single INTEGER NOT NULL DEFAULT 0, -- goes out by itself; others with the digest of the day
  day TEXT,              -- of a digest: the plant's day
  owed INTEGER,          -- of a digest: how many duties are due by the end of its day or late
  upto INTEGER,          -- of a digest: it tells of the notices up to this one
  seen TEXT
);
CREATE INDEX notice_person ON notice (person, id);
CREATE INDEX notice_unseen ON notice (person, id) WHERE seen IS NULL;
CREATE INDEX notice_duty ON notice (duty) WHERE duty IS NOT NULL;
CREATE UNIQUE INDEX notice_digest ON notice (person, day) WHERE why = 'digest';

-- How far the telling has come: the last journal line looked at, the day of the last digest.
CREATE TABLE notice_state (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- By its code whoever reported without a name sees how far it is; only the hash of the code is kept.
CREATE TABLE receipt (
  hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  record TEXT NOT NULL
) WITHOUT ROWID;
