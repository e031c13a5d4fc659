-- SPDX-License-Identifier: GPL-3.0-or-later
-- The tables of keys.db.

CREATE TABLE key (
  subject TEXT PRIMARY KEY,
  secret BLOB NOT NULL,
  made TEXT NOT NULL
);
