/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "profile-private.h"

/* What is entered on the way from the whole message to an item: as deep as the reader goes, and a step more. */
#define WAY_MAX 66

/* One bracket on the way. The name is that in what holds it, or NULL for the number. */
typedef struct
{
  JsonNode *node;
  const char *name;
  guint number;
} Step;

typedef struct
{
  AnlanItem item;
  Step way[WAY_MAX];
  guint length;
} JsonItem;

typedef struct
{
  const AnlanProfile *profile;
  const AnlanMapping *mapping;
  AnlanBatch *batch;
  GError **error;
  JsonItem item;
  guint items;    /* of all mappings */
  gboolean found; /* a list or an object where one was looked for */
} Walk;

/* A member of an object or an element of a list; NULL where there is none. */
static JsonNode *
enter (JsonNode *node, const char *step)
{
  guint64 number;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_member (json_node_get_object (node), step);
  if (!JSON_NODE_HOLDS_ARRAY (node) ||
      !g_ascii_string_to_unsigned (step, 10, 0, G_MAXUINT32, &number, NULL) ||
      number >= json_array_get_length (json_node_get_array (node)))
    return NULL;
  return json_array_get_element (json_node_get_array (node), (guint)number);
}

JsonNode *
anlan_pointer_follow (JsonNode *node, char *const *steps)
{
  for (; node != NULL && *steps != NULL; steps++)
    node = enter (node, *steps);
  return node;
}

static void
set_scalar (AnlanScalar *scalar, JsonNode *node)
{
  GType type;

  scalar->kind = ANLAN_SCALAR_OTHER;
  if (JSON_NODE_HOLDS_NULL (node))
    scalar->kind = ANLAN_SCALAR_NULL;
  if (!JSON_NODE_HOLDS_VALUE (node))
    return;
  type = json_node_get_value_type (node);
  if (type == G_TYPE_INT64)
    {
      scalar->kind = ANLAN_SCALAR_INTEGER;
      scalar->integer = json_node_get_int (node);
    }
  else if (type == G_TYPE_BOOLEAN)
    {
      scalar->kind = ANLAN_SCALAR_BOOLEAN;
      scalar->integer = json_node_get_boolean (node);
    }
  else if (type == G_TYPE_STRING)
    {
      scalar->kind = ANLAN_SCALAR_TEXT;
      scalar->text = json_node_get_string (node);
    }
  else
    {
      scalar->kind = ANLAN_SCALAR_REAL;
      scalar->real = json_node_get_double (node);
    }
}

static void
get (const AnlanItem *item, const AnlanPlace *place, AnlanScalar *scalar)
{
  const JsonItem *self = (const JsonItem *)item;
  guint at = self->length - 1;
  JsonNode *node;

  *scalar = (AnlanScalar){ .kind = ANLAN_SCALAR_MISSING };
  if (place->from == ANLAN_FROM_ROOT)
    at = 0;
  else if (place->out > at)
    return;
  else
    at -= place->out;
  if (place->from == ANLAN_FROM_NAME)
    {
      /* The whole message has no name. */
      if (at == 0)
        return;
      *scalar = self->way[at].name != NULL
                    ? (AnlanScalar){ .kind = ANLAN_SCALAR_TEXT, .text = self->way[at].name }
                    : (AnlanScalar){ .kind = ANLAN_SCALAR_INTEGER, .integer = self->way[at].number };
      return;
    }
  node = anlan_pointer_follow (self->way[at].node, place->steps);
  if (node != NULL)
    set_scalar (scalar, node);
}

static char *
raw (const AnlanItem *item)
{
  const JsonItem *self = (const JsonItem *)item;

  return json_to_string (self->way[self->length - 1].node, FALSE);
}

static gboolean
walk (Walk *self, char **steps);

static gboolean
walk_into (Walk *self, JsonNode *node, const char *name, guint number, char **steps)
{
  gboolean done;

  if (self->item.length >= WAY_MAX)
    return TRUE;
  self->item.way[self->item.length++] = (Step){ node, name, number };
  done = walk (self, steps);
  self->item.length--;
  return done;
}

static gboolean
apply (Walk *self)
{
  if (!anlan_profile_has_room (self->batch, 1, self->items++))
    {
      anlan_profile_set_too_many (self->error);
      return FALSE;
    }
  anlan_mapping_apply (self->profile, self->mapping, &self->item.item, self->batch);
  return TRUE;
}

/* Each element of the list, or each member of the object, that was entered last. */
static gboolean
walk_each (Walk *self, char **steps)
{
  JsonNode *node = self->item.way[self->item.length - 1].node;
  JsonObjectIter iter;
  const char *name;
  JsonNode *inner;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      self->found |= *steps == NULL;
      for (guint i = 0; i < json_array_get_length (array); i++)
        if (!walk_into (self, json_array_get_element (array, i), NULL, i, steps))
          return FALSE;
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      self->found |= *steps == NULL;
      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &inner))
        if (!walk_into (self, inner, name, 0, steps))
          return FALSE;
    }
  return TRUE;
}

/* @steps lead on from what was entered last. FALSE with the walk's error. */
static gboolean
walk (Walk *self, char **steps)
{
  static char *end[] = { NULL };
  JsonNode *node = self->item.way[self->item.length - 1].node;

  if (*steps == NULL)
    {
      /* The items themselves: those of a list, unless a star has come to them already. */
      if (JSON_NODE_HOLDS_ARRAY (node) && steps != end &&
          (self->mapping->items == steps || !g_str_equal (steps[-1], "*")))
        return walk_each (self, end);
      self->found = TRUE;
      return apply (self);
    }
  if (g_str_equal (*steps, "*"))
    return walk_each (self, steps + 1);
  node = enter (node, *steps);
  return node == NULL || walk_into (self, node, *steps, 0, steps + 1);
}

gboolean
anlan_profile_read_json (AnlanProfile *profile, const char *text, AnlanBatch *batch, GError **error)
{
  g_autoptr (JsonNode) root = anlan_json_parse (text, -1, ANLAN_BATCH_MAX_BYTES * 3, error);
  Walk self = { .profile = profile, .batch = batch, .error = error };

  if (root == NULL)
    return FALSE;
  self.item.item = (AnlanItem){ get, raw };
  self.item.way[0] = (Step){ root, NULL, 0 };
  self.item.length = 1;
  if (profile->gateway != NULL)
    {
      g_autofree char *gateway = anlan_template_fill (profile->gateway, &self.item.item, NULL);

      batch->gateway = anlan_batch_keep (batch, gateway);
    }
  for (guint i = 0; i < profile->mappings->len; i++)
    {
      self.mapping = g_ptr_array_index (profile->mappings, i);
      if (!walk (&self, self.mapping->items))
        return FALSE;
    }
  if (self.found)
    return TRUE;
  g_set_error_literal (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("This JSON has nothing where the profile looks for items, so nothing of it was taken. Compare "
         "“items” in the profile with what the device sends."));
  return FALSE;
}
