-- SPDX-License-Identifier: GPL-3.0-or-later
-- The tables of keys.db.

-- The first of a person's keys seals; each opens what it has sealed (a backup of the keys may bring older ones back).
CREATE TABLE key (
  id INTEGER PRIMARY KEY,
  subject TEXT NOT NULL,
  secret BLOB NOT NULL,
  made TEXT NOT NULL,
  UNIQUE (subject, secret)
);
