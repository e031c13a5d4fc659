-- SPDX-License-Identifier: GPL-3.0-or-later
-- The buckets of each series into which readings come at present, all of a series in one row: they change with every
-- message, and in the tables of the rollups each would be a page of its own. A bucket is what stands here and what stands
-- there together; it goes there when readings come into another one. 0: minute, 1: quarter, 2: hour, 3: day.
CREATE TABLE head (
  series INTEGER PRIMARY KEY,
  ts0 INTEGER, low0 REAL, high0 REAL, sum0 REAL, last0 REAL, at0 INTEGER, count0 INTEGER, bad0 INTEGER,
  ts1 INTEGER, low1 REAL, high1 REAL, sum1 REAL, last1 REAL, at1 INTEGER, count1 INTEGER, bad1 INTEGER,
  ts2 INTEGER, low2 REAL, high2 REAL, sum2 REAL, last2 REAL, at2 INTEGER, count2 INTEGER, bad2 INTEGER,
  ts3 INTEGER, low3 REAL, high3 REAL, sum3 REAL, last3 REAL, at3 INTEGER, count3 INTEGER, bad3 INTEGER
);
