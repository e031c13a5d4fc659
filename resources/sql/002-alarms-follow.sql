-- SPDX-License-Identifier: GPL-3.0-or-later
-- What follows of alarms. Of those that were there before nothing does.

ALTER TABLE alarm ADD COLUMN followed INTEGER NOT NULL DEFAULT 0; -- the last change of which all followed in plant.db
ALTER TABLE alarm ADD COLUMN told INTEGER NOT NULL DEFAULT 0;     -- the last change that people were told of
ALTER TABLE alarm ADD COLUMN evacuate INTEGER;                    -- when the evacuation view was to open
ALTER TABLE alarm ADD COLUMN pictures TEXT;                       -- JSON list of SHA-256
UPDATE alarm SET followed = change, told = change;
CREATE INDEX alarm_unfollowed ON alarm (change) WHERE followed < change;
CREATE INDEX alarm_untold ON alarm (change) WHERE told < change;
