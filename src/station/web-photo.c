/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-private.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"

/* A picture can be fetched for so long after its page was made, ms. */
#define FETCH (1 * ANLAN_DAY)

/* Of one token and day, or of one address where nobody has one, unless the setting "web-photos-per-day" says another number. */
#define PER_DAY 100

#define QUALITY "82"

/* Digits of the tag: 128 bit. */
#define TAG_BYTES 16

/* --- giving ------------------------------------------------------------------------------------------------------ */

/* Made new with each start: addresses of pictures are no secret that lasts. */
static const guchar *
get_key (void)
{
  static guchar key[crypto_auth_hmacsha256_KEYBYTES];
  static gsize made = 0;

  if (g_once_init_enter (&made))
    {
      if (sodium_init () < 0)
        g_error ("libsodium cannot be initialised: no source of random numbers");
      randombytes_buf (key, sizeof key);
      g_once_init_leave (&made, 1);
    }
  return key;
}

/* The tag of "SHA/EDGE/UNTIL". Freed by the caller. */
static char *
make_tag (const char *what)
{
  guchar mac[crypto_auth_hmacsha256_BYTES];
  char hex[TAG_BYTES * 2 + 1];

  crypto_auth_hmacsha256 (mac, (const guchar *)what, strlen (what), get_key ());
  return g_strdup (sodium_bin2hex (hex, sizeof hex, mac, TAG_BYTES));
}

char *
web_photo_url (const WebCall *call, const char *sha256, int edge)
{
  /* The same address for an hour, so that the browser keeps the picture. */
  gint64 until = (call->now / ANLAN_HOUR + 1) * ANLAN_HOUR + FETCH;
  g_autofree char *what = g_strdup_printf ("%s/%d/%" G_GINT64_FORMAT, sha256, edge, until);
  g_autofree char *tag = make_tag (what);

  return g_strdup_printf ("/photo/%s/%s", what, tag);
}

char *
web_file_url (const WebCall *call, const char *sha256)
{
  g_autofree char *url = web_photo_url (call, sha256, 0);

  return g_strconcat ("/file", url + strlen ("/photo"), NULL);
}

/* Whether the address is one of ours, and not too old. */
static gboolean
is_ours (WebCall *call)
{
  const char *sha256 = web_part (call, 0), *edge = web_part (call, 1), *until = web_part (call, 2),
             *tag = web_part (call, 3);
  g_autofree char *what = tag != NULL ? g_strdup_printf ("%s/%s/%s", sha256, edge, until) : NULL;
  g_autofree char *right = what != NULL ? make_tag (what) : NULL;

  if (right != NULL && strlen (tag) == strlen (right) && sodium_memcmp (tag, right, strlen (right)) == 0 &&
      g_ascii_strtoll (until, NULL, 10) >= call->now)
    return TRUE;
  web_refuse (call, 404, _ ("This picture is not shown any more. Open its page again."));
  return FALSE;
}

typedef struct
{
  const char *sha256;
  AnlanFile *file;
} Looking;

static gboolean
look_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Looking *looking = data;

  looking->file = anlan_files_lookup (db, looking->sha256, error);
  return looking->file != NULL;
}

/* RFC 6266: a name of any script. */
static char *
say_disposition (const AnlanFile *file)
{
  g_autofree char *base = g_path_get_basename (file->name != NULL ? file->name : "file");
  g_autofree char *escaped = g_uri_escape_string (base, NULL, FALSE);

  return g_strdup_printf ("attachment; filename*=UTF-8''%s", escaped);
}

void
web_file_get (WebCall *call)
{
  AnlanStore *store = anlan_plant_get_store (call->plant);
  Looking looking = { web_part (call, 0), NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  char *bytes;
  gsize length;

  if (!is_ours (call))
    return;
  path = anlan_files_path (store, looking.sha256);
  if (!anlan_store_read (store, look_work, &looking, &error) ||
      !g_file_get_contents (path, &bytes, &length, &error))
    {
      web_refuse_error (call, error);
      g_clear_pointer (&looking.file, anlan_file_free);
      return;
    }
  call->bytes = g_bytes_new_take (bytes, length);
  call->bytes_type = g_intern_string (looking.file->mime);
  call->disposition = say_disposition (looking.file);
  call->status = 200;
  anlan_file_free (looking.file);
}

/* A picture for a phone: JPEG is a tenth of what PNG is. */
static GBytes *
make_picture (WebCall *call, const char *sha256, int edge, GError **error)
{
  g_autoptr (GBytes) png = anlan_files_thumbnail (anlan_plant_get_store (call->plant), sha256, edge, error);
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  gboolean loaded;
  char *jpeg = NULL;
  gsize length;

  if (png == NULL)
    return NULL;
  loaded = gdk_pixbuf_loader_write_bytes (loader, png, error);
  if (!gdk_pixbuf_loader_close (loader, loaded ? error : NULL) || !loaded)
    return NULL;
  if (!gdk_pixbuf_save_to_buffer (gdk_pixbuf_loader_get_pixbuf (loader), &jpeg, &length, "jpeg", error,
                                  "quality", QUALITY, NULL))
    return NULL;
  return g_bytes_new_take (jpeg, length);
}

void
web_photo_get (WebCall *call)
{
  g_autoptr (GError) error = NULL;

  if (!is_ours (call))
    return;
  call->bytes =
      make_picture (call, web_part (call, 0), (int)g_ascii_strtoll (web_part (call, 1), NULL, 10), &error);
  if (call->bytes == NULL)
    {
      web_refuse_error (call, error);
      return;
    }
  call->bytes_type = "image/jpeg";
  call->status = 200;
  call->keep = TRUE;
}

void
web_photos_show (
    const WebCall *call, WebData *data, const char *list, const AnlanRecord *record, const char *field)
{
  const AnlanValue *value = anlan_record_get (record, field);
  g_auto (GStrv) photos = !anlan_value_is_null (value) ? anlan_value_get_items (value) : NULL;

  for (guint i = 0; photos != NULL && photos[i] != NULL; i++)
    {
      WebData *row = web_data_add (data, list);

      web_data_take (row, "thumb", web_photo_url (call, photos[i], 360));
      web_data_take (row, "large", web_photo_url (call, photos[i], 1280));
      web_data_set_integer (row, "n", i + 1);
    }
}

/* --- taking ------------------------------------------------------------------------------------------------------ */

/* How many came today from whom. */
typedef struct
{
  gint64 day;
  guint count;
} Quota;

static gboolean
count_photos (WebCall *call, guint n, GError **error)
{
  static GMutex mutex;
  static GHashTable *quotas = NULL;
  g_autofree char *setting = anlan_plant_get_setting (call->plant, "web-photos-per-day");
  const char *who = call->token != NULL ? call->token->id : anlan_call_get_address (call->call);
  gint64 day = call->now / ANLAN_DAY;
  guint64 most = PER_DAY;
  gboolean allowed;
  Quota *quota;

  if (setting != NULL)
    g_ascii_string_to_unsigned (setting, 10, 0, 100000, &most, NULL);
  g_mutex_lock (&mutex);
  if (quotas == NULL)
    quotas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  quota = g_hash_table_lookup (quotas, who);
  if (quota == NULL)
    {
      quota = g_new0 (Quota, 1);
      g_hash_table_insert (quotas, g_strdup (who), quota);
    }
  if (quota->day != day)
    *quota = (Quota){ .day = day };
  allowed = quota->count + n <= most;
  if (allowed)
    quota->count += n;
  g_mutex_unlock (&mutex);
  if (!allowed)
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
        _ ("More than %u photos have come this way today, and no more are taken until tomorrow. Nothing of "
           "this was stored: send it without photos, or call the safety office."),
        (guint)most);
  return allowed;
}

static gboolean
take_one (WebCall *call, GBytes *bytes, AnlanChange *change, GPtrArray *all, GError **error)
{
  g_autofree char *marks = anlan_plant_get_setting (call->plant, "web-photo-marks");
  gboolean strip = g_strcmp0 (marks, "keep") != 0 || change->anonymous;
  AnlanFile *file = anlan_files_add_bytes (anlan_plant_get_store (call->plant), bytes, NULL, ANLAN_FILE_PHOTO,
                                           WEB_PHOTO_MAX, strip, error);

  if (file == NULL)
    return FALSE;
  g_ptr_array_add (change->files, file);
  g_ptr_array_add (all, g_strdup (file->sha256));
  return TRUE;
}

gboolean
web_photos_take (WebCall *call,
                 const char *name,
                 AnlanChange *change,
                 const AnlanRecord *record,
                 const AnlanField *field,
                 GError **error)
{
  g_autoptr (GPtrArray) files = web_form_files (call->form, name);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  const AnlanValue *before = record != NULL ? anlan_record_get (record, field->id) : NULL;
  AnlanValue value = ANLAN_VALUE_INIT;

  if (files->len == 0)
    return TRUE;
  if (!count_photos (call, files->len, error))
    return FALSE;
  if (before != NULL && !anlan_value_is_null (before))
    {
      g_auto (GStrv) items = anlan_value_get_items (before);

      for (guint i = 0; items[i] != NULL; i++)
        g_ptr_array_add (all, g_strdup (items[i]));
    }
  for (guint i = 0; i < files->len; i++)
    if (!take_one (call, g_ptr_array_index (files, i), change, all, error))
      {
        web_photos_drop (call, change);
        return FALSE;
      }
  g_ptr_array_add (all, NULL);
  anlan_value_set_items (&value, (const char *const *)all->pdata);
  anlan_change_take (change, field->id, &value);
  return TRUE;
}

void
web_photos_drop (WebCall *call, const AnlanChange *change)
{
  for (guint i = 0; i < change->files->len; i++)
    {
      const AnlanFile *file = g_ptr_array_index (change->files, i);
      g_autoptr (GError) error = NULL;

      if (!anlan_files_drop (anlan_plant_get_store (call->plant), file->sha256, &error))
        g_warning ("A photo that nobody refers to could not be removed: %s", error->message);
    }
}
