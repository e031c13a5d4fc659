-- SPDX-License-Identifier: GPL-3.0-or-later
-- The tables of plant.db that are there before any kind is. Tables of kinds are named k_…, these never.

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT
) WITHOUT ROWID;

CREATE TABLE desk (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  tag TEXT NOT NULL UNIQUE,
  public_key TEXT NOT NULL, -- ed25519, base64
  joined TEXT NOT NULL
) WITHOUT ROWID;

-- Append-only. See src/store/include/store/journal.h for what is hashed.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  desk TEXT NOT NULL,
  desk_seq INTEGER NOT NULL,
  hlc TEXT NOT NULL,
  actor TEXT,
  os_user TEXT,
  kind TEXT,
  record TEXT,
  op TEXT NOT NULL,
  patch TEXT NOT NULL,
  rev TEXT,
  parent_rev TEXT,
  kind_hash TEXT,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX journal_record ON journal (record, seq) WHERE record IS NOT NULL;

CREATE TABLE checkpoint (
  seq INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  head TEXT NOT NULL,
  at TEXT NOT NULL,
  desk TEXT NOT NULL,
  signature TEXT NOT NULL
);

CREATE TABLE definition (
  kind TEXT PRIMARY KEY,
  overlay TEXT NOT NULL
) WITHOUT ROWID;

-- Every wording of a definition that a journal line names by its hash.
CREATE TABLE definition_text (
  hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  text TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE sequence (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;

-- What can be found, already split for the index; see src/store/include/store/search.h.
CREATE TABLE search_doc (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  record TEXT NOT NULL UNIQUE,
  label TEXT,
  text TEXT NOT NULL
);
CREATE VIRTUAL TABLE search USING fts5 (
  text,
  content = 'search_doc',
  content_rowid = 'id',
  detail = full,
  prefix = '1 2 3',
  tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE file (
  sha256 TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  mime TEXT NOT NULL,
  name TEXT,
  taken TEXT,
  latitude REAL,
  longitude REAL,
  width INTEGER NOT NULL DEFAULT 0,
  height INTEGER NOT NULL DEFAULT 0,
  added TEXT
) WITHOUT ROWID;

-- The key's columns stand first: SQLite 3.40's integrity check takes others for null in a table WITHOUT ROWID.
CREATE TABLE file_use (
  record TEXT NOT NULL,
  field TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (record, field, sha256)
) WITHOUT ROWID;
CREATE INDEX file_use_file ON file_use (sha256);

CREATE TABLE batch (
  id TEXT PRIMARY KEY,
  kind TEXT,
  source_name TEXT,
  source_sha256 TEXT,
  first_seq INTEGER,
  last_seq INTEGER,
  actor TEXT,
  at TEXT,
  added INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  missing INTEGER NOT NULL DEFAULT 0,
  note TEXT,
  undone_by TEXT
);

CREATE TABLE account (
  person TEXT PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  password TEXT,
  shared INTEGER NOT NULL DEFAULT 0,
  disabled INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  locked_until TEXT
) WITHOUT ROWID;

CREATE TABLE duty (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  record TEXT NOT NULL,
  duty TEXT NOT NULL,
  person TEXT,
  unit TEXT,
  opened TEXT NOT NULL,
  due TEXT,
  reminded TEXT,
  escalated TEXT,
  done TEXT
);
CREATE INDEX duty_record ON duty (record);
CREATE INDEX duty_open_by_person ON duty (person, due) WHERE done IS NULL;
CREATE INDEX duty_due ON duty (due) WHERE done IS NULL;

CREATE TABLE view_saved (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  person TEXT,
  name TEXT NOT NULL,
  query TEXT NOT NULL
) WITHOUT ROWID;

-- What somebody has typed and not yet saved.
CREATE TABLE draft_text (
  key TEXT PRIMARY KEY,
  value TEXT,
  at TEXT NOT NULL
) WITHOUT ROWID;

-- Which records raise the risk colour of which others just now; made anew from the records by model/.
CREATE TABLE raising (
  source TEXT NOT NULL,
  cause TEXT NOT NULL,
  source_kind TEXT NOT NULL,
  kind TEXT NOT NULL,
  record TEXT NOT NULL,
  colour TEXT NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (source, cause)
) WITHOUT ROWID;
CREATE INDEX raising_record ON raising (record);
