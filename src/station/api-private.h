/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api.h"
#include "base/json.h"
#include "model/query.h"

G_BEGIN_DECLS

/* One call while it is answered. */
typedef struct
{
  AnlanCall *call;
  AnlanPlant *plant;
  AnlanToken *token;  /* (borrowed) */
  char **parts;       /* of the path behind /api/v1/ */
  gboolean authority; /* names and what is about people are masked */
  AnlanKind *kind;    /* (owned): the one in the path, or NULL */
  char *field;        /* what a refusal is about, or NULL */
} Api;

/* Each answers. FALSE with @error where it was not: then that is said. */
typedef gboolean (*ApiFunc) (Api *api, GError **error);

/* --- api.c --- */

/* The kind @parts[1], if the token allows @what with it. */
gboolean    api_take_kind  (Api *api, const char *what, GError **error);

/* The body as an object; an empty one where there is no body. Freed with json_node_unref(). */
JsonNode   *api_read_body  (Api *api, JsonObject **object, GError **error);

/* A whole number of the query. */
gboolean    api_read_count (Api *api, const char *name, guint fallback, guint most, guint *count, GError **error);

void        api_answer     (Api *api, guint status, AnlanJson *json); /* ends @json */
void        api_answer_raw (Api *api, guint status, char *text);      /* takes @text */

/* A member of the query or of an object that makes no sense. */
gboolean    api_wrong      (const char *name, GError **error);

/* --- api-mask.c --- */

/* "王*": the first character stays. Freed by the caller. */
char       *api_mask_name  (const char *name);

/* @record as this token may see it; a new reference. */
AnlanRecord *api_mask      (Api *api, AnlanRecord *record);

/* Whether a field's value is masked for an authority. */
gboolean    api_is_masked  (const AnlanKind *kind, const AnlanField *field);

/* --- api-list.c, api-records.c, api-push.c --- */

gboolean    api_list_records (Api *api, GError **error);
gboolean    api_read_record  (Api *api, GError **error);
gboolean    api_add_record   (Api *api, GError **error);
gboolean    api_set_record   (Api *api, GError **error);
gboolean    api_step_record  (Api *api, GError **error);
gboolean    api_check_record (Api *api, GError **error);
gboolean    api_push         (Api *api, GError **error);

/* --- api-watch.c --- */

gboolean    api_list_kinds   (Api *api, GError **error);
gboolean    api_read_kind    (Api *api, GError **error);
gboolean    api_readings     (Api *api, GError **error);
gboolean    api_alarms       (Api *api, GError **error);
gboolean    api_alarm        (Api *api, GError **error);
gboolean    api_gate         (Api *api, GError **error);
gboolean    api_journal      (Api *api, GError **error);

G_END_DECLS
