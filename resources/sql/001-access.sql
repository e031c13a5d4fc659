-- SPDX-License-Identifier: GPL-3.0-or-later
-- The tables of access.db: who came by what, for as long as there is room. Moments are milliseconds since 1970 in UTC.

CREATE TABLE visit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  token TEXT,   -- id, or NULL: nobody that is known
  device TEXT,  -- of a link
  person TEXT,  -- who it was
  address TEXT NOT NULL,
  what TEXT NOT NULL,   -- method and path without secrets
  status INTEGER NOT NULL,
  note TEXT     -- why it was refused, or what was written
);
CREATE INDEX visit_token ON visit (token, id);
CREATE INDEX visit_refused ON visit (id) WHERE status >= 400;

-- What remains when the visits are forgotten.
CREATE TABLE used (
  token TEXT PRIMARY KEY,
  last INTEGER NOT NULL,
  address TEXT NOT NULL,
  times INTEGER NOT NULL
) WITHOUT ROWID;
