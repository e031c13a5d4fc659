/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/profile.h"
#include "moment.h"

G_BEGIN_DECLS

/* A profile as it was understood. profile.c reads the definition; profile-json.c and profile-csv.c find items; what an item
 * says is made of it in profile-item.c, which knows neither of the two. */

typedef enum
{
  ANLAN_FROM_ITEM,
  ANLAN_FROM_ROOT,
  ANLAN_FROM_OUTSIDE, /* so many brackets outwards */
  ANLAN_FROM_NAME,    /* the name or number of what stands so many brackets outwards */
} AnlanFrom;

/* Where something stands. */
typedef struct
{
  char     *text;   /* as it was written; of CSV: the name of a column */
  AnlanFrom from;
  guint     out;
  char    **steps;  /* JSON; unescaped */
  guint     index;  /* its number in the profile: CSV finds its column by it */
} AnlanPlace;

/* A text with places in it. literals[i] stands before places[i]; there is one literal more. */
typedef struct
{
  GPtrArray *literals; /* (owned) char */
  GPtrArray *places;   /* AnlanPlace, the profile's */
} AnlanTemplate;

/* Words and what they stand for, with one for all others. */
typedef struct
{
  GHashTable *words; /* (owned) char to GINT_TO_POINTER(); NULL: was not said */
  int         others;
} AnlanWords;

#define ANLAN_WORD_UNKNOWN -1
#define ANLAN_WORD_SKIP    -2

typedef enum
{
  ANLAN_BOX_LTWH,
  ANLAN_BOX_LTRB,
  ANLAN_BOX_CENTER,
} AnlanBoxForm;

/* What one mapping makes of an item. Texts that were not said are NULL, and so are places. */
typedef struct
{
  gboolean detection;
  char   **items; /* steps from the whole message */
  GPtrArray *only_places; /* AnlanPlace, the profile's */
  GPtrArray *only_texts;  /* (owned) GStrv, one for each place */
  AnlanTemplate *ts;
  AnlanMomentForm time;

  AnlanTemplate *series, *unit;
  AnlanPlace *value, *quality;
  GHashTable *values; /* (owned) char to (owned) double */
  GHashTable *none;   /* set of (owned) char */
  double scale, offset;
  AnlanWords words;
  gboolean optional;

  AnlanTemplate *source, *id, *type, *zone, *camera;
  AnlanPlace *state, *confidence, *box[4];
  AnlanWords states;
  double confidence_scale, box_size[2];
  AnlanBoxForm box_form;
} AnlanMapping;

struct _AnlanProfile
{
  gboolean   csv;
  GTimeZone *zone;
  char       separator; /* 0: guessed */
  gboolean   header;
  guint      skip;
  char       decimal;
  AnlanTemplate *gateway;
  GPtrArray *mappings; /* (owned) AnlanMapping */
  GPtrArray *places;   /* (owned) AnlanPlace */
};

/* --- what stands at a place --------------------------------------------------------------------------------- */

typedef enum
{
  ANLAN_SCALAR_MISSING,
  ANLAN_SCALAR_NULL, /* also the empty cell of CSV */
  ANLAN_SCALAR_INTEGER,
  ANLAN_SCALAR_REAL,
  ANLAN_SCALAR_BOOLEAN,
  ANLAN_SCALAR_TEXT,
  ANLAN_SCALAR_OTHER, /* a list or an object */
} AnlanScalarKind;

typedef struct
{
  AnlanScalarKind kind;
  gint64      integer; /* also of a boolean */
  double      real;
  const char *text; /* borrowed from the item */
} AnlanScalar;

/* One item of a message, behind one face. */
typedef struct _AnlanItem AnlanItem;
struct _AnlanItem
{
  void  (*get) (const AnlanItem *item, const AnlanPlace *place, AnlanScalar *scalar);
  char *(*raw) (const AnlanItem *item); /* as it came */
};

/* Makes of @item what @mapping says, and adds it to @batch or counts it as refused. */
void     anlan_mapping_apply (const AnlanProfile *profile, const AnlanMapping *mapping, const AnlanItem *item,
                              AnlanBatch *batch);

/* The text of @template; NULL where a place in it has no text. @missing: (out) (optional): that place. */
char    *anlan_template_fill (const AnlanTemplate *template, const AnlanItem *item, const AnlanPlace **missing);

/* Whether @more items may be added to @batch, for which @items have been looked at. */
gboolean anlan_profile_has_room     (const AnlanBatch *batch, guint more, guint items);
void     anlan_profile_set_too_many (GError **error);

/* The steps of a JSON pointer (RFC 6901), unescaped; NULL where @pointer is none. */
char    **anlan_pointer_split  (const char *pointer);

/* What stands there from @node on; NULL where nothing does. */
JsonNode *anlan_pointer_follow (JsonNode *node, char *const *steps);

/* @text: UTF-8; @at as in anlan_profile_read_part() */
gboolean anlan_profile_read_json (AnlanProfile *profile, const char *text, AnlanBatch *batch, GError **error);
gboolean anlan_profile_read_csv  (AnlanProfile *profile, const char *text, gsize *at, AnlanBatch *batch, GError **error);

/* Members that may stand in the whole (0), a reading (1) and a detection (2); NULL behind the last. */
const char *const *anlan_profile_members (guint level);

G_END_DECLS
