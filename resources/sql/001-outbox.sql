-- SPDX-License-Identifier: GPL-3.0-or-later
-- The tables of outbox.db. Moments are milliseconds since 1970 in UTC. No address, number or secret of a channel stands here.

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  key TEXT NOT NULL, -- what it is about: once told, never told twice on a channel
  payload TEXT NOT NULL, -- JSON of the message
  rank INTEGER NOT NULL, -- greater goes first: 100 where it is urgent, and the severity
  put INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0, -- 0 waits, 1 on its way, 2 sent, 3 failed for good, 4 in a digest, 5 withdrawn
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try INTEGER NOT NULL,
  unsure INTEGER NOT NULL DEFAULT 0, -- an earlier try may have arrived
  permanent INTEGER NOT NULL DEFAULT 0, -- the last error will not go away by itself
  last_error TEXT,
  done INTEGER, -- when it got to state 2, 3 or 5
  digest INTEGER, -- the message that stands for it
  members INTEGER NOT NULL DEFAULT 0, -- of a digest: for how many it stands
  escalated INTEGER NOT NULL DEFAULT 0, -- somebody was told that it does not get through
  UNIQUE (channel, key)
);
CREATE INDEX message_waiting ON message (channel, rank, id) WHERE state = 0;
CREATE INDEX message_going ON message (id) WHERE state = 1;
CREATE INDEX message_digest ON message (digest) WHERE digest IS NOT NULL;
CREATE INDEX message_loud ON message (put) WHERE escalated = 0 AND state IN (0, 1, 3, 4);
CREATE INDEX message_done ON message (done) WHERE done IS NOT NULL;

CREATE TABLE channel (
  id TEXT PRIMARY KEY,
  tokens REAL NOT NULL, -- of the bucket, at the moment "at"
  at INTEGER NOT NULL,
  blocked INTEGER NOT NULL DEFAULT 0, -- nothing goes out before this moment
  gone INTEGER NOT NULL DEFAULT 0, -- the receiver wants no more
  trouble TEXT, -- why nothing goes through; NULL since something did
  since INTEGER -- of the trouble
) WITHOUT ROWID;
