/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/modbus-table.h"

G_BEGIN_DECLS

typedef enum
{
  REGISTER_U16,
  REGISTER_S16,
  REGISTER_U32,
  REGISTER_S32,
  REGISTER_FLOAT,
  REGISTER_BIT,
} RegisterType;

/* Where something stands; where it is in the blocks is found once. */
typedef struct
{
  guint8 function; /* 0: nowhere */
  guint address;
  guint count;
  guint block, at;
} Place;

/* One condition that a bit, or a current, tells. */
typedef struct
{
  guint bit;
  char *condition;
  AnlanQuality quality; /* of the reading, while it lasts */
  int state;            /* -1: not seen yet */
  gint64 since;
} Condition;

typedef struct
{
  char *series; /* NULL: nothing is measured here */
  char *name;   /* of its detections */
  char *zone;
  char *measure;
  Place value;
  RegisterType type;
  gboolean swap_words, swap_bytes;
  double scale, offset, valid[2];
  gboolean loop;
  double raw[2], current[2], range[2];
  Condition broken, shorted;
  Place status;
  GArray *conditions; /* Condition */
} Point;

struct _AnlanModbusDevice
{
  char *name;
  char *zone;
  int unit_id;
  guint gap, most;
  char **names;
  GPtrArray *points; /* (owned) Point */
  GArray *blocks;    /* AnlanModbusBlock */
  guint16 **words;   /* one a block, owned */
  gboolean *known;
};

/* Fills blocks, and finds each place in them. */
void anlan_modbus_device_plan (AnlanModbusDevice *device);

/* Whole numbers also as "0x0102"; real ones; both as text. FALSE with ANLAN_ERROR_INPUT. */
gboolean anlan_modbus_whole (JsonObject *object, const char *name, gint64 min, gint64 max, gint64 fallback, gint64 *value,
                             GError **error);
gboolean anlan_modbus_real  (JsonObject *object, const char *name, double fallback, double *value, GError **error);
/* Two different numbers, [from, to]; @found says whether they are there. */
gboolean anlan_modbus_pair  (JsonObject *object, const char *name, double pair[2], gboolean *found, GError **error);

/* @template with each text "$word" replaced by that member of @settings, or of its defaults. (transfer full): points. */
JsonNode *anlan_modbus_template_fill (JsonNode *template, JsonObject *settings, GError **error);

G_END_DECLS
