-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where what cameras recorded around an alarm can be seen: JSON list of {"camera", "address", "from", "to"}, moments as text.
ALTER TABLE alarm ADD COLUMN recordings TEXT;
