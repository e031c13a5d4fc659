-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people and programs elsewhere come in with. No secret stands here: of what is random its hash, of a poster only the
-- number of the key in keys.db that it is derived from.

CREATE TABLE token (
  id TEXT PRIMARY KEY,
  use TEXT NOT NULL,   -- poster, link, api
  name TEXT NOT NULL,  -- of an API token; of others empty, and what they are for says it
  kind TEXT,           -- of a poster: what it hangs at
  record TEXT,         -- that; of a link its person; of an API token whose name changes bear, or NULL
  hash TEXT UNIQUE,    -- SHA-256 of the secret; of a poster NULL
  key INTEGER,         -- of a poster
  scopes TEXT,         -- of an API token, separated by blanks
  pin TEXT,            -- of a link, argon2id
  tries INTEGER NOT NULL DEFAULT 0, -- wrong PINs since the last right one
  wait_until TEXT,     -- no PIN is looked at before
  expires TEXT,        -- last day
  made TEXT NOT NULL,
  made_by TEXT,
  ended TEXT           -- when it was revoked
) WITHOUT ROWID;
CREATE INDEX token_record ON token (record);

-- A device on which the PIN of a link was given.
CREATE TABLE token_device (
  id TEXT PRIMARY KEY,
  token TEXT NOT NULL REFERENCES token (id),
  hash TEXT NOT NULL UNIQUE,
  name TEXT,
  made TEXT NOT NULL,
  expires TEXT NOT NULL, -- moment
  ended TEXT
) WITHOUT ROWID;
CREATE INDEX token_device_token ON token_device (token);
