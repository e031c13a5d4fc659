/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "token-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/time.h"
#include "model/access-log.h"
#include "model/query.h"
#include "store/keys.h"

#define ID_LENGTH 10
#define TAG_BYTES 16

static const char *const use_names[] = {
  [ANLAN_TOKEN_POSTER] = "poster",
  [ANLAN_TOKEN_LINK] = "link",
  [ANLAN_TOKEN_API] = "api",
};

const char *
anlan_token_use_name (AnlanTokenUse use)
{
  g_return_val_if_fail (use < G_N_ELEMENTS (use_names), NULL);

  return use_names[use];
}

AnlanToken *
anlan_token_ref (AnlanToken *token)
{
  g_return_val_if_fail (token != NULL, NULL);

  g_atomic_ref_count_inc (&token->refs);
  return token;
}

void
anlan_token_unref (AnlanToken *token)
{
  g_return_if_fail (token != NULL);

  if (!g_atomic_ref_count_dec (&token->refs))
    return;
  g_free (token->id);
  g_free (token->name);
  g_free (token->kind);
  g_free (token->record);
  g_strfreev (token->scopes);
  g_free (token->device);
  g_free (token->made_by);
  g_free (token->expires);
  g_free (token->last_address);
  g_free (token);
}

const char *
anlan_token_state_text (AnlanTokenState state)
{
  switch (state)
    {
    case ANLAN_TOKEN_GOOD:
      return "";
    case ANLAN_TOKEN_REVOKED:
      return _ ("It was revoked at the desk.");
    case ANLAN_TOKEN_EXPIRED:
      return _ ("Its last day is over.");
    case ANLAN_TOKEN_REPLACED:
      return _ ("Posters were made anew since it was printed.");
    case ANLAN_TOKEN_LEFT:
      return _ ("Its person does not belong to this plant any more.");
    case ANLAN_TOKEN_LOCKED:
      return _ ("The PIN was wrong too often. The safety office can give a new one.");
    default:
      g_return_val_if_reached ("");
    }
}

void
anlan_token_forget (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/* --- secrets --------------------------------------------------------------------------------------------------------- */

char *
anlan_token_secret (guint bytes, char hash[ANLAN_SHA256_HEX + 1])
{
  const gsize size = sodium_base64_ENCODED_LEN (bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  guint8 buffer[64];
  char *secret = g_malloc (size);

  g_return_val_if_fail (bytes <= sizeof buffer, NULL);

  /* randombytes_buf() ends the program where there is no randomness at all. */
  if (sodium_init () < 0)
    g_error ("libsodium cannot be initialised: no source of random numbers");
  randombytes_buf (buffer, bytes);
  sodium_bin2base64 (secret, size, buffer, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero (buffer, sizeof buffer);
  anlan_sha256_text (secret, -1, hash);
  return secret;
}

char *
anlan_token_new_id (void)
{
  static const char letters[] = "23456789abcdefghjkmnpqrstuvwxyz";
  char *id = g_malloc (ID_LENGTH + 1);

  if (sodium_init () < 0)
    g_error ("libsodium cannot be initialised: no source of random numbers");
  for (guint i = 0; i < ID_LENGTH; i++)
    id[i] = letters[randombytes_uniform (sizeof letters - 1)];
  id[ID_LENGTH] = '\0';
  return id;
}

/* What it is for is part of what is signed: a tag of a poster is none of a paper. */
char *
anlan_token_tag (AnlanStore *store, const char *what, guint key, const char *text, GError **error)
{
  g_autofree char *subject = g_strdup_printf ("door/%s/%u", what, key);
  g_autofree char *whole = g_strdup_printf ("anlan %s %u %s", what, key, text);
  const gsize size = sodium_base64_ENCODED_LEN (TAG_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  guint8 mac[ANLAN_KEYS_MAC];
  char *tag;

  if (!anlan_keys_mac (store, subject, whole, strlen (whole), mac, error))
    return NULL;
  tag = g_malloc (size);
  sodium_bin2base64 (tag, size, mac, TAG_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero (mac, sizeof mac);
  return tag;
}

gboolean
anlan_token_same (const char *a, const char *b)
{
  return strlen (a) == strlen (b) && sodium_memcmp (a, b, strlen (a)) == 0;
}

guint
anlan_token_key (AnlanPlant *plant, const char *what)
{
  g_autofree char *name = g_strconcat (what, "-key", NULL);
  g_autofree char *setting = anlan_plant_get_setting (plant, name);
  guint64 key = 1;

  if (setting == NULL || !g_ascii_string_to_unsigned (setting, 10, 1, 999999, &key, NULL))
    return 1;
  return (guint)key;
}

/* --- reading ----------------------------------------------------------------------------------------------------------- */

/* A person who has left, or belongs to nothing of the plant any more: no unit of his own, none that he leads, and no
 * membership that is in force. One who never had a membership belongs here as long as he has not left. */
gboolean
anlan_token_person_is_here (AnlanDb *db, const char *person, gboolean *here, GError **error)
{
  static const char sql[] =
      "SELECT p.state IS NOT 'left' AND (p.left_on IS NULL OR p.left_on >= ?2) AND p.voided = 0 AND p.draft "
      "= 0"
      " AND (p.unit IS NOT NULL"
      " OR NOT EXISTS (SELECT 1 FROM k_membership m WHERE m.person = p.id AND m.voided = 0 AND m.draft = 0)"
      " OR EXISTS (SELECT 1 FROM k_membership m WHERE m.person = p.id AND m.voided = 0 AND m.draft = 0"
      " AND (m.until IS NULL OR m.until >= ?2))"
      " OR EXISTS (SELECT 1 FROM k_unit u WHERE u.voided = 0 AND (u.closed IS NULL OR u.closed > ?2)"
      " AND p.id IN (u.head, u.deputy)))"
      " FROM k_person p WHERE p.id = ?1";
  AnlanContext *context = anlan_context_get (db);
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);
  g_autofree char *today = NULL;
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  today = anlan_plant_day (anlan_context_now (context), context->facts->zone, context->facts->day_start);
  anlan_stmt_bind_text (stmt, 1, person);
  anlan_stmt_bind_text (stmt, 2, today);
  step = anlan_stmt_step (stmt, error);
  *here = step == ANLAN_STEP_ROW && anlan_stmt_integer (stmt, 0) != 0;
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

#define COLUMNS                                                                                              \
  "SELECT t.id, t.use, t.name, t.kind, t.record, t.key, t.scopes, t.tries, t.wait_until, t.expires, t.made," \
  " t.made_by, t.ended, (SELECT count(*) FROM token_device d WHERE d.token = t.id AND d.ended IS NULL"       \
  " AND d.expires > ?1) FROM token t"

static gint64
moment (AnlanStmt *stmt, int column)
{
  gint64 ms = 0;

  if (!anlan_stmt_is_null (stmt, column))
    anlan_time_parse (anlan_stmt_text (stmt, column), &ms);
  return ms;
}

static AnlanTokenUse
read_use (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (use_names); i++)
    if (g_strcmp0 (name, use_names[i]) == 0)
      return i;
  g_return_val_if_reached (ANLAN_TOKEN_POSTER);
}

/* What the row alone says of its state. */
static AnlanToken *
read_row (AnlanPlant *plant, AnlanDb *db, AnlanStmt *stmt)
{
  AnlanContext *context = anlan_context_get (db);
  g_autofree char *today =
      anlan_plant_day (anlan_context_now (context), context->facts->zone, context->facts->day_start);
  AnlanToken *token = g_new0 (AnlanToken, 1);

  g_atomic_ref_count_init (&token->refs);
  token->id = g_strdup (anlan_stmt_text (stmt, 0));
  token->use = read_use (anlan_stmt_text (stmt, 1));
  token->name = g_strdup (anlan_stmt_text (stmt, 2));
  token->kind = g_strdup (anlan_stmt_text (stmt, 3));
  token->record = g_strdup (anlan_stmt_text (stmt, 4));
  token->scopes = g_strsplit (anlan_stmt_is_null (stmt, 6) ? "" : anlan_stmt_text (stmt, 6), " ", -1);
  token->wait_until = moment (stmt, 8);
  token->expires = g_strdup (anlan_stmt_text (stmt, 9));
  token->made = moment (stmt, 10);
  token->made_by = g_strdup (anlan_stmt_text (stmt, 11));
  token->ended = moment (stmt, 12);
  token->devices = (guint)anlan_stmt_integer (stmt, 13);
  if (token->ended != 0)
    token->state = ANLAN_TOKEN_REVOKED;
  else if (token->expires != NULL && strcmp (token->expires, today) < 0)
    token->state = ANLAN_TOKEN_EXPIRED;
  else if (token->use == ANLAN_TOKEN_POSTER &&
           anlan_stmt_integer (stmt, 5) != anlan_token_key (plant, "poster"))
    token->state = ANLAN_TOKEN_REPLACED;
  else if (anlan_stmt_integer (stmt, 7) >= ANLAN_PIN_TRIES)
    token->state = ANLAN_TOKEN_LOCKED;
  return token;
}

/* What other records say: its name, and whether its person is here. */
static gboolean
complete (AnlanPlant *plant, AnlanDb *db, AnlanToken *token, GError **error)
{
  gboolean here = TRUE;

  if (token->record == NULL)
    return TRUE;
  if (token->use != ANLAN_TOKEN_POSTER && token->state == ANLAN_TOKEN_GOOD)
    {
      if (!anlan_token_person_is_here (db, token->record, &here, error))
        return FALSE;
      if (!here)
        token->state = ANLAN_TOKEN_LEFT;
    }
  if (token->use != ANLAN_TOKEN_API)
    {
      g_autoptr (AnlanKind) kind = anlan_plant_get_kind (plant, token->kind);
      const char *ids[] = { token->record, NULL };
      g_autoptr (GHashTable) labels = kind != NULL ? anlan_labels_load (db, kind, ids, error) : NULL;
      const char *label = labels != NULL ? g_hash_table_lookup (labels, token->record) : NULL;

      if (kind != NULL && labels == NULL)
        return FALSE;
      g_free (token->name);
      token->name = g_strdup (label != NULL ? label : "");
    }
  return TRUE;
}

AnlanToken *
anlan_token_find (AnlanPlant *plant, AnlanDb *db, const char *column, const char *value, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      db, strcmp (column, "id") == 0 ? COLUMNS " WHERE t.id = ?2" : COLUMNS " WHERE t.hash = ?2", error);
  g_autoptr (AnlanToken) token = NULL;
  g_autofree char *now = NULL;
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  now = anlan_token_now (plant);
  anlan_stmt_bind_text (stmt, 1, now);
  anlan_stmt_bind_text (stmt, 2, value);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    token = read_row (plant, db, stmt);
  anlan_stmt_reset (stmt);
  if (token == NULL || !complete (plant, db, token, error))
    return NULL;
  return g_steal_pointer (&token);
}

/* --- the list ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanPlant *plant;
  GPtrArray *tokens;
} Listing;

static gboolean
list_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Listing *listing = data;
  AnlanStmt *stmt = anlan_db_statement (db, COLUMNS, error);
  g_autofree char *now = NULL;
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  now = anlan_token_now (listing->plant);
  anlan_stmt_bind_text (stmt, 1, now);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_ptr_array_add (listing->tokens, read_row (listing->plant, db, stmt));
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ERROR)
    return FALSE;
  for (guint i = 0; i < listing->tokens->len; i++)
    if (!complete (listing->plant, db, g_ptr_array_index (listing->tokens, i), error))
      return FALSE;
  return TRUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const AnlanToken *first = *(AnlanToken *const *)a;
  const AnlanToken *second = *(AnlanToken *const *)b;
  const gboolean ended[] = { first->state != ANLAN_TOKEN_GOOD && first->state != ANLAN_TOKEN_LOCKED,
                             second->state != ANLAN_TOKEN_GOOD && second->state != ANLAN_TOKEN_LOCKED };
  int order;

  if (ended[0] != ended[1])
    return ended[0] ? 1 : -1;
  if (first->use != second->use)
    return first->use < second->use ? -1 : 1;
  order = g_utf8_collate (first->name, second->name);
  return order != 0 ? order : strcmp (first->id, second->id);
}

GPtrArray *
anlan_tokens_list (AnlanPlant *plant, GError **error)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_token_unref);
  Listing listing = { .plant = plant, .tokens = tokens };
  g_autoptr (GHashTable) usage = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  if (!anlan_store_read (plant->store, list_work, &listing, error))
    return NULL;
  usage = anlan_access_log_usage (anlan_store_get_dir (plant->store), error);
  if (usage == NULL)
    return NULL;
  for (guint i = 0; i < tokens->len; i++)
    {
      AnlanToken *token = g_ptr_array_index (tokens, i);
      const AnlanTokenUsage *used = g_hash_table_lookup (usage, token->id);

      if (used == NULL)
        continue;
      token->last_used = used->last;
      token->times = used->times;
      token->last_address = g_strdup (used->address);
    }
  g_ptr_array_sort (tokens, compare);
  return g_steal_pointer (&tokens);
}

/* --- writing --------------------------------------------------------------------------------------------------------------- */

char *
anlan_token_now (AnlanPlant *plant)
{
  return anlan_time_format (anlan_plant_now (plant));
}

static void
add_member (AnlanJson *json, const char *name, const char *text)
{
  if (text == NULL)
    return;
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

char *
anlan_token_patch (const char *did,
                   AnlanTokenUse use,
                   const char *kind,
                   const char *record,
                   const char *name,
                   const char *more)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  add_member (&json, "did", did);
  add_member (&json, "kind", kind);
  add_member (&json, "more", more);
  add_member (&json, "name", name);
  add_member (&json, "record", record);
  add_member (&json, "use", use_names[use]);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

gboolean
anlan_token_line (AnlanPlant *plant,
                  AnlanDb *db,
                  AnlanJournal *journal,
                  const char *id,
                  const char *actor,
                  const char *patch,
                  GError **error)
{
  g_autoptr (AnlanFacts) facts = anlan_plant_ref_facts (plant);
  AnlanLine line = {
    .actor = actor != NULL ? actor : facts->person,
    .os_user = g_get_user_name (),
    .kind = "token",
    .record = id,
    .op = "token",
    .patch = patch,
  };

  return anlan_journal_append (journal, db, &line, error);
}

typedef struct
{
  AnlanPlant *plant;
  const char *id;
} Revoking;

static gboolean
end_row (AnlanDb *db, const char *sql, const char *id, const char *now, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, id);
  anlan_stmt_bind_text (stmt, 2, now);
  return anlan_stmt_run (stmt, error);
}

static gboolean
revoke_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Revoking *revoking = data;
  g_autoptr (AnlanToken) token = NULL;
  g_autofree char *now = anlan_token_now (revoking->plant);
  g_autofree char *patch = NULL;
  GError *trouble = NULL;

  if (!anlan_account_check_manager (db, NULL, error))
    return FALSE;
  token = anlan_token_find (revoking->plant, db, "id", revoking->id, &trouble);
  if (token == NULL)
    {
      if (trouble != NULL)
        g_propagate_error (error, trouble);
      else
        g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no such token."));
      return FALSE;
    }
  if (token->ended != 0)
    return TRUE;
  patch = anlan_token_patch ("revoke", token->use, token->kind, token->record, token->name, NULL);
  return end_row (db, "UPDATE token SET ended = ?2 WHERE id = ?1", token->id, now, error) &&
         end_row (db, "UPDATE token_device SET ended = ?2 WHERE token = ?1 AND ended IS NULL", token->id, now,
                  error) &&
         anlan_token_line (revoking->plant, db, journal, token->id, NULL, patch, error);
}

gboolean
anlan_token_revoke (AnlanPlant *plant, const char *id, GError **error)
{
  Revoking revoking = { .plant = plant, .id = id };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && id != NULL, FALSE);

  return anlan_store_write (plant->store, revoke_work, &revoking, error);
}

/* --- checking ---------------------------------------------------------------------------------------------------------------- */

void
anlan_token_deny (const AnlanToken *token, GError **error)
{
  if (token == NULL)
    g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
                         _ ("This code or link is not one of this plant."));
  else
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED, _ ("This code or link is not taken any more. %s"),
                 anlan_token_state_text (token->state));
}

typedef struct
{
  AnlanPlant *plant;
  const char *hash;
  AnlanToken *token;
} Checking;

static gboolean
check_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Checking *checking = data;
  GError *trouble = NULL;

  anlan_context_refresh (anlan_context_get (db));
  checking->token = anlan_token_find (checking->plant, db, "hash", checking->hash, &trouble);
  if (trouble == NULL)
    return TRUE;
  g_propagate_error (error, trouble);
  return FALSE;
}

AnlanToken *
anlan_token_check (AnlanPlant *plant, AnlanTokenUse use, const char *text, GError **error)
{
  char hash[ANLAN_SHA256_HEX + 1];
  Checking checking = { .plant = plant, .hash = hash };
  g_autoptr (AnlanToken) token = NULL;

  anlan_sha256_text (text, -1, hash);
  if (!anlan_store_read (plant->store, check_work, &checking, error))
    return NULL;
  token = checking.token;
  if (token != NULL && token->use == use && token->state == ANLAN_TOKEN_GOOD)
    return g_steal_pointer (&token);
  anlan_token_deny (token != NULL && token->use == use ? token : NULL, error);
  return NULL;
}

/* --- in a thread ---------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanTokenTask func;
  gpointer data;
  GDestroyNotify destroy_data;
  GDestroyNotify destroy;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  if (task->destroy_data != NULL)
    task->destroy_data (task->data);
  g_free (task);
}

static void
run_task (GTask *running, gpointer source, gpointer data, GCancellable *cancellable)
{
  Task *task = data;
  GError *error = NULL;
  gpointer result = task->func (source, task->data, &error);

  if (result != NULL)
    g_task_return_pointer (running, result, task->destroy);
  else
    g_task_return_error (running, error);
}

void
anlan_token_task_async (AnlanPlant *plant,
                        AnlanTokenTask func,
                        gpointer data,
                        GDestroyNotify destroy_data,
                        GDestroyNotify destroy,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) running = NULL;
  Task *task;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && func != NULL);

  running = g_task_new (plant, cancellable, callback, user_data);
  g_task_set_source_tag (running, anlan_token_task_async);
  task = g_new0 (Task, 1);
  task->func = func;
  task->data = data;
  task->destroy_data = destroy_data;
  task->destroy = destroy;
  g_task_set_task_data (running, task, task_free);
  g_task_run_in_thread (running, run_task);
}

gpointer
anlan_token_task_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, plant), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
list_in_thread (AnlanPlant *plant, gpointer data, GError **error)
{
  return anlan_tokens_list (plant, error);
}

void
anlan_tokens_list_async (AnlanPlant *plant,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  anlan_token_task_async (plant, list_in_thread, NULL, NULL, (GDestroyNotify)g_ptr_array_unref, cancellable,
                          callback, user_data);
}

GPtrArray *
anlan_tokens_list_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  return anlan_token_task_finish (plant, result, error);
}
