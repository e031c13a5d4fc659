-- SPDX-License-Identifier: GPL-3.0-or-later
-- When the device says that what repeated an alarm was: a message that is sent again, because its answer got lost with the
-- station, is no second time.
ALTER TABLE event ADD COLUMN device_ts INTEGER;
CREATE INDEX event_device ON event (alarm, device_ts) WHERE device_ts IS NOT NULL;
