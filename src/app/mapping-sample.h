/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* More of a sample is not looked at. */
#define ANLAN_SAMPLE_MAX_BYTES (256 * 1024)
#define ANLAN_SAMPLE_MAX_VALUES 400

/**
 * AnlanSampleValue:
 * @path: (element-type utf8): where it stands: names and numbers of JSON; of CSV the column alone
 * @at: the same in one text, for people
 * @indexed: bit n: step n is a place in a list
 */
typedef struct
{
  GPtrArray *path;
  char *at;
  char *text;
  guint64 indexed;
} AnlanSampleValue;

/**
 * AnlanSpecimen:
 * @values: (element-type AnlanSampleValue): in their order; of CSV the first line's
 *
 * One message of a foreign device, taken apart.
 */
typedef struct
{
  gboolean csv;
  GPtrArray *values;
} AnlanSpecimen;

/* NULL with ANLAN_ERROR_INPUT where it is neither JSON nor a table with a header and a line. */
AnlanSpecimen *
anlan_specimen_read (const char *text, GError **error);
void
anlan_specimen_free (AnlanSpecimen *sample);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanSpecimen, anlan_specimen_free)

/**
 * AnlanMapped:
 *
 * What makes one reading of every item, in the words of a profile (link/profile.h). Texts are owned, "" where not said.
 * @words: (element-type utf8 utf8): what the status says to "good", "uncertain", "bad", "skip"
 * @said: (nullable): the reading of a profile that it was, with all that stands there besides
 */
typedef struct
{
  char *items;
  char *value;
  char *series;
  char *unit;
  char *ts;
  char *time;
  char *quality;
  GHashTable *words;
  JsonObject *said;
} AnlanMapped;

AnlanMapped *
anlan_mapped_new (void);
void
anlan_mapped_free (AnlanMapped *mapped);

/* A part of a mapping that a value of a sample can be chosen for. */
typedef enum
{
  ANLAN_PART_VALUE,
  ANLAN_PART_SERIES,
  ANLAN_PART_UNIT,
  ANLAN_PART_TIME,
  ANLAN_PART_QUALITY,
  ANLAN_N_PARTS,
} AnlanPart;

/* Where @value stands, seen from an item of @items. The caller frees it. */
char *
anlan_specimen_place (const AnlanSpecimen *sample, const AnlanSampleValue *value, const char *items);

/* @value is @part. A measured value also says what the items are, and what stands beside it under a usual name is taken for
 * its name, unit and time where nothing was said of them. */
void
anlan_mapped_pick (AnlanMapped *mapped,
                   const AnlanSpecimen *sample,
                   AnlanPart part,
                   const AnlanSampleValue *value);

/* What the sample has at the place of the status, each once. (element-type utf8) */
GPtrArray *
anlan_mapped_list_words (const AnlanMapped *mapped, const AnlanSpecimen *sample);

/* The profile of all (element-type AnlanMapped); those without a value are left out. @before: (nullable): the one that is
 * changed: what it says besides readings stays. (transfer full) */
JsonObject *
anlan_mapped_profile (JsonObject *before, GPtrArray *all, gboolean csv);

/* (element-type AnlanMapped): what @profile says of readings. */
GPtrArray *
anlan_mapped_of_profile (JsonObject *profile);

G_END_DECLS
