-- SPDX-License-Identifier: GPL-3.0-or-later
-- What tells a photo from others; see AnlanPhotoReader in src/store/include/store/files.h. Made when the photo comes in,
-- for older ones at the next opening. Signs are looked through, the prints of a few are then compared: they lie apart, so
-- that looking through does not read both.

CREATE TABLE photo_sign (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  sign BLOB -- NULL: the picture cannot be decoded
);

CREATE TABLE photo_print (
  id INTEGER PRIMARY KEY, -- of its sign
  print BLOB NOT NULL
);

-- The versions of which every older photo has been read.
CREATE TABLE photo_complete (
  version INTEGER PRIMARY KEY
);
INSERT INTO photo_complete SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM file);
