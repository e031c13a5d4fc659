/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "monitor/batch.h"

G_BEGIN_DECLS

/* What one request may ask for: MODBUS Application Protocol V1.1b3, 6.1 and 6.3. */
#define ANLAN_MODBUS_MAX_BITS 2000
#define ANLAN_MODBUS_MAX_WORDS 125

#define ANLAN_MODBUS_MAX_POINTS 4096

/**
 * AnlanModbusDevice:
 *
 * What is read of one Modbus device, and what its registers mean: a table, given as JSON. No connection, no clock, no thread:
 * registers in, readings and detections out.
 *
 *   {"name": "tank-farm", "unit_id": 1, "gap": 0, "most": 125, "zone": "Z-04", "names": ["tank-farm/gas/001", …],
 *    "points": [
 *      {"series": "{device}/{channel}", "channels": 8, "step": 2, "function": 3, "address": "0x0102",
 *       "type": "u16", "scale": 0.1, "offset": 0, "measure": "%LEL", "valid": [0, 100],
 *       "status": {"function": 3, "address": "0x0101", "bits": {"8": "low-alarm", "11": "fault"}}},
 *      {"name": "{device}", "status": {"address": "0x0297", "bits": {"8": "mains-fault"}}}]}
 *
 * or a "template" (anlan_modbus_templates()) in place of "points", whose values "$word" are then members of the settings
 * called "word", or the template's own defaults.
 *
 * - "function": 1 coils, 2 discrete inputs, 3 holding registers, 4 input registers; 3 where it is left out.
 * - "address": as it stands in the request, from 0 ("0x…" or decimal): not 40001.
 * - "type": "u16", "s16", "u32", "s32", "float" (IEEE 754), "bit" (functions 1 and 2). "order": in which order the bytes of
 *   a number ABCD come: "ABCD" (as the standard has it), "CDAB", "BADC", "DCBA".
 * - a value is number x scale + offset; outside "valid" it is bad. With "loop": {"raw": [0, 4095], "current": [0, 20],
 *   "range": [0, 100]} the number is the current of a 4-20 mA loop: mA by the first two lines, the value by the third; less
 *   than 3.6 mA is "broken-wire", more than 21 mA "short-circuit" (NAMUR NE 43), both bad. A board that ends below 21 mA
 *   cannot tell a short circuit from full scale: its last number is uncertain, and still judged.
 * - "bits": bit (0 the lowest; with functions 1 and 2: bit n is at address + n) to condition, a type of detection. It starts
 *   when the bit is first seen set, and stops when it is first seen clear. While "fault", "comms-fault", "broken-wire" or
 *   "short-circuit" lasts, the reading is bad; while "masked" does, uncertain; {"condition": …, "quality": …} says otherwise.
 *   A reading whose status could not be read is uncertain.
 * - with "step" a point stands for "channels" ones, each so many addresses further; {channel} counts from 1. "names" are
 *   their series, in their order, in place of what "series" says.
 * - points whose registers lie side by side, or at most "gap" apart, are read together, at most "most" at once.
 *
 * The detections' source is the series (or "name"), their id the condition with the moment of its start, so that a start and
 * its stop are a pair, and nothing that is told twice counts twice.
 */
typedef struct _AnlanModbusDevice AnlanModbusDevice;

/* What one request reads. */
typedef struct
{
  guint8  function;
  guint16 address;
  guint16 count;
} AnlanModbusBlock;

/* @name: what {device} is where the settings have no "name". NULL with ANLAN_ERROR_INPUT that names the setting, or the
 * point and its member, and what may stand there. */
AnlanModbusDevice      *anlan_modbus_device_new  (JsonObject *settings, const char *name, GError **error);
void                    anlan_modbus_device_free (AnlanModbusDevice *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanModbusDevice, anlan_modbus_device_free)

const char             *anlan_modbus_device_get_name    (const AnlanModbusDevice *device);
int                     anlan_modbus_device_get_unit_id (const AnlanModbusDevice *device);

/* In order of function and address. */
const AnlanModbusBlock *anlan_modbus_device_get_blocks  (const AnlanModbusDevice *device, guint *n);

/* A new look at the device begins: of no block it is known yet what it holds. */
void                    anlan_modbus_device_forget (AnlanModbusDevice *device);

/* What block @index holds: its count of registers, or of bits, each 0 or 1. */
void                    anlan_modbus_device_set    (AnlanModbusDevice *device, guint index, const guint16 *words);

/* What the blocks that were set since _forget() say, as of batch->received. */
void                    anlan_modbus_device_tell   (AnlanModbusDevice *device, AnlanBatch *batch);

/* What was told has not been kept: each condition is told again as if it were seen for the first time. */
void                    anlan_modbus_device_repeat (AnlanModbusDevice *device);

/* --- templates -------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *id;
  const char *title; /* not translated yet */
} AnlanModbusTemplate;

/* Ends with one whose id is NULL. Static. */
const AnlanModbusTemplate *anlan_modbus_templates (void);

/* The template's JSON: "defaults" and "points". NULL with ANLAN_ERROR_INPUT where there is none called @id. */
JsonNode *anlan_modbus_template_load (const char *id, GError **error);

G_END_DECLS
