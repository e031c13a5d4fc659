-- SPDX-License-Identifier: GPL-3.0-or-later
-- How far those who put messages in have read: the last line of the journal that was looked at.
CREATE TABLE place (
  name TEXT PRIMARY KEY,
  seq INTEGER NOT NULL
) WITHOUT ROWID;
