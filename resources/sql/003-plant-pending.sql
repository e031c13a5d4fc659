-- SPDX-License-Identifier: GPL-3.0-or-later

-- A large import comes in by many short transactions, so that others can write in between. While it is not complete,
-- its rows are there and nobody sees them: of each kind named here those from row id `first` on, of search_doc (kind '')
-- those from id `first` on, and what stands in duty and raising with the batch's id. Its last transaction takes the rows
-- of this table away, and all of it is seen at once. What is left here when nobody imports any more is taken back.
-- Kind '*': only what others compute from the import is still to be worked out; `first` means nothing.
CREATE TABLE pending (
  kind TEXT PRIMARY KEY,
  first INTEGER NOT NULL,
  batch TEXT NOT NULL,
  seq INTEGER NOT NULL -- last journal line before it
) WITHOUT ROWID;

ALTER TABLE duty ADD COLUMN batch TEXT;
ALTER TABLE raising ADD COLUMN batch TEXT;
