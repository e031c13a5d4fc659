/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "token-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "base/time.h"
#include "convert-private.h"
#include "store/keys.h"

#define LINK_BYTES 24
#define DEVICE_BYTES 32
#define PIN_MADE 6
#define LONGEST_NAME 80

/* --- PINs -------------------------------------------------------------------------------------------------------------- */

/* All alike, or up or down by one each time: what is tried first. */
static gboolean
is_plain (const char *pin)
{
  const int step = pin[1] - pin[0];

  if (step < -1 || step > 1)
    return FALSE;
  for (guint i = 1; pin[i] != '\0'; i++)
    if (pin[i] - pin[i - 1] != step)
      return FALSE;
  return TRUE;
}

static gboolean
check_pin (const char *pin, GError **error)
{
  const gsize length = strlen (pin);

  if (length >= ANLAN_PIN_LEAST && length <= ANLAN_PIN_MOST && strspn (pin, "0123456789") == length &&
      !is_plain (pin))
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("A PIN has %d to %d digits, not all alike and not in a row. Nothing was changed."),
               ANLAN_PIN_LEAST, ANLAN_PIN_MOST);
  return FALSE;
}

static char *
make_pin (void)
{
  char *pin = g_malloc (PIN_MADE + 1);

  if (sodium_init () < 0)
    g_error ("libsodium cannot be initialised: no source of random numbers");
  do
    {
      for (guint i = 0; i < PIN_MADE; i++)
        pin[i] = (char)('0' + randombytes_uniform (10));
      pin[PIN_MADE] = '\0';
    }
  while (is_plain (pin));
  return pin;
}

/* The PIN to be set, and its hash. */
static char *
take_pin (const char *pin, char **hash, GError **error)
{
  char *taken;

  if (pin != NULL && !check_pin (pin, error))
    return NULL;
  taken = pin != NULL ? g_strdup (pin) : make_pin ();
  *hash = anlan_password_hash (taken, error);
  if (*hash == NULL)
    g_clear_pointer (&taken, anlan_token_forget);
  return taken;
}

/* --- making -------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  const char *id;
  const char *person;
  const char *hash;
  const char *pin; /* hash of it */
  const char *now;
} Making;

static gboolean
run (AnlanDb *db, GError **error, const char *sql, const char *first, const char *second, const char *third)
{
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, first);
  anlan_stmt_bind_text (stmt, 2, second);
  if (third != NULL)
    anlan_stmt_bind_text (stmt, 3, third);
  return anlan_stmt_run (stmt, error);
}

static gboolean
end_earlier (Making *making, AnlanDb *db, GError **error)
{
  return run (db, error,
              "UPDATE token_device SET ended = ?2 WHERE ended IS NULL AND token IN"
              " (SELECT id FROM token WHERE record = ?1 AND use = 'link' AND ended IS NULL)",
              making->person, making->now, NULL) &&
         run (db, error, "UPDATE token SET ended = ?2 WHERE record = ?1 AND use = 'link' AND ended IS NULL",
              making->person, making->now, NULL);
}

static gboolean
insert (Making *making, AnlanDb *db, GError **error)
{
  g_autoptr (AnlanFacts) facts = anlan_plant_ref_facts (making->plant);
  AnlanStmt *stmt =
      anlan_db_statement (db,
                          "INSERT INTO token (id, use, name, kind, record, hash, pin, made, made_by)"
                          " VALUES (?1, 'link', '', 'person', ?2, ?3, ?4, ?5, ?6)",
                          error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, making->id);
  anlan_stmt_bind_text (stmt, 2, making->person);
  anlan_stmt_bind_text (stmt, 3, making->hash);
  anlan_stmt_bind_text (stmt, 4, making->pin);
  anlan_stmt_bind_text (stmt, 5, making->now);
  anlan_stmt_bind_text (stmt, 6, facts->person);
  return anlan_stmt_run (stmt, error);
}

static gboolean
make_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Making *making = data;
  g_autofree char *patch = anlan_token_patch ("make", ANLAN_TOKEN_LINK, "person", making->person, NULL, NULL);
  gboolean here;

  if (!anlan_account_check_manager (db, making->person, error) ||
      !anlan_token_person_is_here (db, making->person, &here, error))
    return FALSE;
  if (!here)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
                           _ ("This person does not belong to the plant, or has left. Nothing was changed."));
      return FALSE;
    }
  return end_earlier (making, db, error) && insert (making, db, error) &&
         anlan_token_line (making->plant, db, journal, making->id, NULL, patch, error);
}

char *
anlan_link_make (AnlanPlant *plant, const char *person, const char *pin, char **pin_made, GError **error)
{
  Making making = { .plant = plant, .person = person };
  char hash[ANLAN_SHA256_HEX + 1];
  g_autofree char *id = NULL, *pin_hash = NULL, *now = NULL;
  char *token, *taken;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && person != NULL, NULL);

  taken = take_pin (pin, &pin_hash, error);
  if (taken == NULL)
    return NULL;
  token = anlan_token_secret (LINK_BYTES, hash);
  id = anlan_token_new_id ();
  now = anlan_token_now (plant);
  making.id = id;
  making.hash = hash;
  making.pin = pin_hash;
  making.now = now;
  if (!anlan_store_write (plant->store, make_work, &making, error))
    g_clear_pointer (&token, anlan_token_forget);
  if (token != NULL && pin_made != NULL)
    *pin_made = g_steal_pointer (&taken);
  anlan_token_forget (taken);
  return token;
}

/* --- another PIN ----------------------------------------------------------------------------------------------------------- */

static AnlanToken *
find_link (AnlanPlant *plant, AnlanDb *db, const char *id, GError **error)
{
  GError *trouble = NULL;
  g_autoptr (AnlanToken) token = anlan_token_find (plant, db, "id", id, &trouble);

  if (trouble != NULL)
    g_propagate_error (error, trouble);
  else if (token == NULL || token->use != ANLAN_TOKEN_LINK || token->ended != 0)
    g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
                         _ ("There is no such personal link any more."));
  else
    return g_steal_pointer (&token);
  return NULL;
}

static gboolean
renew_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Making *making = data;
  g_autoptr (AnlanToken) token = find_link (making->plant, db, making->id, error);
  g_autofree char *patch = NULL;

  if (token == NULL || !anlan_account_check_manager (db, token->record, error))
    return FALSE;
  patch = anlan_token_patch ("pin", ANLAN_TOKEN_LINK, "person", token->record, NULL, NULL);
  return run (db, error, "UPDATE token SET pin = ?2, tries = 0, wait_until = NULL WHERE id = ?1", token->id,
              making->pin, NULL) &&
         run (db, error, "UPDATE token_device SET ended = ?2 WHERE token = ?1 AND ended IS NULL", token->id,
              making->now, NULL) &&
         anlan_token_line (making->plant, db, journal, token->id, NULL, patch, error);
}

char *
anlan_link_renew_pin (AnlanPlant *plant, const char *id, const char *pin, GError **error)
{
  Making making = { .plant = plant, .id = id };
  g_autofree char *hash = NULL, *now = NULL;
  char *taken;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && id != NULL, NULL);

  taken = take_pin (pin, &hash, error);
  if (taken == NULL)
    return NULL;
  now = anlan_token_now (plant);
  making.pin = hash;
  making.now = now;
  if (!anlan_store_write (plant->store, renew_work, &making, error))
    g_clear_pointer (&taken, anlan_token_forget);
  return taken;
}

/* --- coming in ---------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  const char *hash; /* of the link */
  AnlanToken *token;
  char *pin; /* its hash; NULL: no PIN is looked at now */
  gint64 wait_until;
  /* of the device */
  const char *device;
  const char *device_hash;
  const char *name;
} Opening;

static void
opening_clear (Opening *opening)
{
  g_clear_pointer (&opening->token, anlan_token_unref);
  anlan_token_forget (opening->pin);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Opening, opening_clear)

static gint64
wait_of (gint64 tries)
{
  return tries < ANLAN_PIN_PATIENT
             ? 0
             : (ANLAN_PIN_WAIT_SECONDS * ANLAN_SECOND) << MIN (tries - ANLAN_PIN_PATIENT, ANLAN_PIN_TRIES);
}

/* The try is counted as wrong before anybody knows: the right PIN takes that back. */
static gboolean
begin_try (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Opening *opening = data;
  const gint64 now = anlan_plant_now (opening->plant);
  g_auto (AnlanValue) pin = ANLAN_VALUE_INIT, tries = ANLAN_VALUE_INIT;
  g_autofree char *until = NULL, *count = NULL;
  GError *trouble = NULL;

  opening->token = anlan_token_find (opening->plant, db, "hash", opening->hash, &trouble);
  if (trouble != NULL)
    {
      g_propagate_error (error, trouble);
      return FALSE;
    }
  if (opening->token == NULL || opening->token->use != ANLAN_TOKEN_LINK ||
      opening->token->state != ANLAN_TOKEN_GOOD || opening->token->wait_until > now)
    return TRUE;
  if (!anlan_db_lookup (db, "SELECT pin FROM token WHERE id = ?1", opening->token->id, &pin, error) ||
      !anlan_db_lookup (db, "SELECT tries + 1 FROM token WHERE id = ?1", opening->token->id, &tries, error))
    return FALSE;
  opening->pin = g_strdup (anlan_value_get_text (&pin));
  opening->wait_until = now + wait_of (anlan_value_get_integer (&tries, 0));
  until = opening->wait_until > now ? anlan_time_format (opening->wait_until) : NULL;
  count = g_strdup_printf ("%" G_GINT64_FORMAT, anlan_value_get_integer (&tries, 0));
  return run (db, error, "UPDATE token SET wait_until = ?2, tries = CAST (?3 AS INTEGER) WHERE id = ?1",
              opening->token->id, until, count);
}

static gboolean
end_try (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Opening *opening = data;
  AnlanStmt *stmt =
      anlan_db_statement (db,
                          "INSERT INTO token_device (id, token, hash, name, made, expires)"
                          " SELECT ?1, id, ?3, ?4, ?5, ?6 FROM token WHERE id = ?2 AND ended IS NULL",
                          error);
  g_autofree char *now = anlan_token_now (opening->plant);
  g_autofree char *until =
      anlan_time_format (anlan_plant_now (opening->plant) + ANLAN_DEVICE_DAYS * ANLAN_DAY);
  g_autofree char *patch = anlan_token_patch ("device", ANLAN_TOKEN_LINK, "person", opening->token->record,
                                              opening->name, opening->device);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, opening->device);
  anlan_stmt_bind_text (stmt, 2, opening->token->id);
  anlan_stmt_bind_text (stmt, 3, opening->device_hash);
  anlan_stmt_bind_text (stmt, 4, opening->name);
  anlan_stmt_bind_text (stmt, 5, now);
  anlan_stmt_bind_text (stmt, 6, until);
  return anlan_stmt_run (stmt, error) &&
         run (db, error, "UPDATE token SET tries = 0, wait_until = ?2 WHERE id = ?1", opening->token->id,
              NULL, NULL) &&
         anlan_token_line (opening->plant, db, journal, opening->token->id, opening->token->record, patch,
                           error);
}

/* "30 s", "8 min": rounded up, so that nobody comes too early. */
static char *
say_wait (gint64 ms)
{
  const gint64 seconds = (ms + ANLAN_SECOND - 1) / ANLAN_SECOND;

  if (seconds < 90)
    return g_strdup_printf (_ ("%d s"), (int)seconds);
  return g_strdup_printf (_ ("%d min"), (int)((seconds + 59) / 60));
}

static void
deny (const Opening *opening, GError **error)
{
  const AnlanToken *token = opening->token;
  const gint64 now = anlan_plant_now (opening->plant);
  const gint64 until = opening->pin != NULL ? opening->wait_until : token != NULL ? token->wait_until : 0;

  if (token == NULL || token->use != ANLAN_TOKEN_LINK)
    anlan_token_deny (NULL, error);
  else if (token->state != ANLAN_TOKEN_GOOD)
    anlan_token_deny (token, error);
  else if (until > now)
    {
      g_autofree char *wait = say_wait (until - now);

      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
                   opening->pin != NULL
                       ? _ ("The PIN is wrong. The next try is possible in %s.")
                       : _ ("The PIN was wrong several times. The next try is possible in %s."),
                   wait);
    }
  else
    g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_DENIED, _ ("The PIN is wrong."));
}

static char *
tidy_name (const char *name)
{
  g_autofree char *valid = name != NULL ? g_utf8_make_valid (name, -1) : NULL;
  g_autofree char *tidy = valid != NULL ? anlan_tidy (valid, FALSE) : NULL;

  return tidy != NULL && tidy[0] != '\0'
             ? g_utf8_substring (tidy, 0, MIN (g_utf8_strlen (tidy, -1), LONGEST_NAME))
             : NULL;
}

char *
anlan_link_open (AnlanPlant *plant, const char *link, const char *pin, const char *device, GError **error)
{
  char hash[ANLAN_SHA256_HEX + 1], device_hash[ANLAN_SHA256_HEX + 1];
  g_auto (Opening) opening = { .plant = plant };
  g_autofree char *id = NULL, *name = NULL;
  char *secret;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && link != NULL && pin != NULL, NULL);

  anlan_sha256_text (link, -1, hash);
  opening.hash = hash;
  if (!anlan_store_write (plant->store, begin_try, &opening, error))
    return NULL;
  if (opening.pin == NULL || strlen (pin) > ANLAN_PIN_MOST || !anlan_password_matches (opening.pin, pin))
    {
      deny (&opening, error);
      return NULL;
    }
  secret = anlan_token_secret (DEVICE_BYTES, device_hash);
  id = anlan_token_new_id ();
  name = tidy_name (device);
  opening.device = id;
  opening.device_hash = device_hash;
  opening.name = name;
  if (anlan_store_write (plant->store, end_try, &opening, error))
    return secret;
  anlan_token_forget (secret);
  return NULL;
}

AnlanToken *
anlan_token_check_link (AnlanPlant *plant, const char *text, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && text != NULL, NULL);

  return anlan_token_check (plant, ANLAN_TOKEN_LINK, text, error);
}

/* --- devices ---------------------------------------------------------------------------------------------------------------------- */

static gboolean
read_device (Opening *opening, AnlanDb *db, char **token, char **device, gboolean *ended, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      db, "SELECT token, id, ended IS NOT NULL OR expires <= ?2 FROM token_device WHERE hash = ?1", error);
  g_autofree char *now = anlan_token_now (opening->plant);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, opening->device_hash);
  anlan_stmt_bind_text (stmt, 2, now);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      *token = g_strdup (anlan_stmt_text (stmt, 0));
      *device = g_strdup (anlan_stmt_text (stmt, 1));
      *ended = anlan_stmt_integer (stmt, 2) != 0;
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

static gboolean
device_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Opening *opening = data;
  g_autofree char *id = NULL, *device = NULL;
  gboolean ended = FALSE;
  GError *trouble = NULL;

  if (!read_device (opening, db, &id, &device, &ended, error))
    return FALSE;
  if (id == NULL)
    return TRUE;
  opening->token = anlan_token_find (opening->plant, db, "id", id, &trouble);
  if (trouble != NULL)
    {
      g_propagate_error (error, trouble);
      return FALSE;
    }
  if (opening->token == NULL)
    return TRUE;
  opening->token->device = g_steal_pointer (&device);
  if (ended && opening->token->state == ANLAN_TOKEN_GOOD)
    opening->token->state = ANLAN_TOKEN_EXPIRED;
  return TRUE;
}

/* A PIN that others have guessed at does not shut out who has given it before. */
AnlanToken *
anlan_token_check_device (AnlanPlant *plant, const char *secret, GError **error)
{
  char hash[ANLAN_SHA256_HEX + 1];
  g_auto (Opening) opening = { .plant = plant, .device_hash = hash };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && secret != NULL, NULL);

  anlan_sha256_text (secret, -1, hash);
  if (!anlan_store_read (plant->store, device_work, &opening, error))
    return NULL;
  if (opening.token != NULL &&
      (opening.token->state == ANLAN_TOKEN_GOOD || opening.token->state == ANLAN_TOKEN_LOCKED))
    return g_steal_pointer (&opening.token);
  if (opening.token != NULL && opening.token->state == ANLAN_TOKEN_EXPIRED)
    g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
                         _ ("Open your personal link again and give the PIN."));
  else
    anlan_token_deny (opening.token, error);
  return NULL;
}

void
anlan_token_device_free (AnlanTokenDevice *device)
{
  g_free (device->id);
  g_free (device->name);
  g_free (device);
}

typedef struct
{
  AnlanPlant *plant;
  const char *id;
  const char *person;
  GPtrArray *list;
} Devices;

static gboolean
list_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Devices *devices = data;
  AnlanStmt *stmt = anlan_db_statement (db,
                                        "SELECT id, name, made, expires FROM token_device WHERE token = ?1"
                                        " AND ended IS NULL AND expires > ?2 ORDER BY made DESC, id",
                                        error);
  g_autofree char *now = anlan_token_now (devices->plant);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, devices->id);
  anlan_stmt_bind_text (stmt, 2, now);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanTokenDevice *device = g_new0 (AnlanTokenDevice, 1);

      device->id = g_strdup (anlan_stmt_text (stmt, 0));
      device->name = g_strdup (anlan_stmt_text (stmt, 1));
      anlan_time_parse (anlan_stmt_text (stmt, 2), &device->made);
      anlan_time_parse (anlan_stmt_text (stmt, 3), &device->expires);
      g_ptr_array_add (devices->list, device);
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

GPtrArray *
anlan_link_list_devices (AnlanPlant *plant, const char *id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_token_device_free);
  Devices devices = { .plant = plant, .id = id, .list = list };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && id != NULL, NULL);

  return anlan_store_read (plant->store, list_work, &devices, error) ? g_steal_pointer (&list) : NULL;
}

static gboolean
forget_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Devices *devices = data;
  g_auto (AnlanValue) owner = ANLAN_VALUE_INIT, link = ANLAN_VALUE_INIT;
  g_autofree char *now = anlan_token_now (devices->plant);
  g_autofree char *patch = NULL;
  const char *person;

  if (!anlan_db_lookup (db,
                        "SELECT t.record FROM token t JOIN token_device d ON d.token = t.id WHERE d.id = ?1 "
                        "AND d.ended IS NULL",
                        devices->id, &owner, error) ||
      !anlan_db_lookup (db, "SELECT token FROM token_device WHERE id = ?1", devices->id, &link, error))
    return FALSE;
  person = anlan_value_get_text (&owner);
  if (person == NULL || (devices->person != NULL && strcmp (devices->person, person) != 0))
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("No such device is remembered."));
      return FALSE;
    }
  if (devices->person == NULL && !anlan_account_check_manager (db, person, error))
    return FALSE;
  patch = anlan_token_patch ("forget", ANLAN_TOKEN_LINK, "person", person, NULL, devices->id);
  return run (db, error, "UPDATE token_device SET ended = ?2 WHERE id = ?1", devices->id, now, NULL) &&
         anlan_token_line (devices->plant, db, journal, anlan_value_get_text (&link), devices->person, patch,
                           error);
}

gboolean
anlan_link_forget_device (AnlanPlant *plant, const char *device, const char *person, GError **error)
{
  Devices devices = { .plant = plant, .id = device, .person = person };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && device != NULL, FALSE);

  return anlan_store_write (plant->store, forget_work, &devices, error);
}
