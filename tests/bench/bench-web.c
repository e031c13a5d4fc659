/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* Fifty phones at once, each with an address of its own: how long the pages take that people open, from the first byte asked to
 * the last one answered, all phones pressing at the same moment; then photos of 4 MB, sent one after the other and by four
 * phones at once. Style, script and a page that is switched off are the reference: what the listener takes for itself. */

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/paths.h"
#include "bench-plant.h"
#include "model/query.h"
#include "model/token.h"
#include "monitor/station-kinds.h"
#include "safety/safety.h"
#include "station/station.h"

#define PHONES 50
#define ROUNDS 40
#define APART_MS 100
#define HAZARDS 400
#define PHOTO_BYTES (4 * 1024 * 1024)
#define PHOTOS 20

typedef struct
{
  AnlanPlant *plant;
  guint16 port;
  char *poster;
  char *cookie; /* line of the header, or "" */
  char *hazard; /* id */
  char *person, *zone, *unit;
} Bench;

/* --- the plant ---------------------------------------------------------------------------------------------------- */

static char *
add (Bench *bench, const char *kind, ...)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, kind, NULL);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;
  const char *field;
  va_list args;

  va_start (args, kind);
  while ((field = va_arg (args, const char *)) != NULL)
    anlan_change_set_text (change, field, va_arg (args, const char *));
  va_end (args);
  applied = anlan_plant_apply (bench->plant, change, &error);
  if (applied == NULL)
    g_error ("%s", error->message);
  return g_strdup (applied->after->id);
}

static void
step (Bench *bench, const char *id, const char *name)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_STEP, "hazard", id);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;

  change->step = g_strdup (name);
  if (strcmp (name, "assign") == 0)
    {
      anlan_change_set_text (change, "owner", bench->person);
      anlan_change_set_text (change, "measure", "New gasket");
      anlan_change_set_text (change, "due", "2199-01-01T00:00:00Z");
    }
  applied = anlan_plant_apply (bench->plant, change, &error);
  if (applied == NULL)
    g_error ("%s", error->message);
}

/* With all that a program registers: photos are looked at as they come in. */
static AnlanPlant *
make_plant (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "plant", NULL), *desk = g_build_filename (dir, "desk", NULL);
  g_autoptr (AnlanRegistry) registry = anlan_registry_new ();
  AnlanPlantOptions options = { .registry = registry, .desk_dir = desk };
  AnlanPlantBirth birth = {
    .name = "Bench", .time_zone = "Asia/Shanghai", .longitude = NAN, .latitude = NAN
  };
  g_autoptr (GError) error = NULL;
  AnlanPlant *plant;

  anlan_safety_register (registry);
  anlan_monitor_register (registry);
  plant = anlan_plant_create (path, &birth, &options, &error);
  if (plant == NULL)
    g_error ("%s", error->message);
  return plant;
}

/* A few hundred hazards, thirty of which are the person's to put right. */
static void
fill (Bench *bench)
{
  static const char *const settings[] = { "web", "web-report", "web-status", "web-duties" };

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    anlan_plant_set_setting (bench->plant, settings[i], "on", NULL);
  bench->unit = add (bench, "unit", "name", "Tank farm", NULL);
  bench->person = add (bench, "person", "name", "Zhao Lei", "unit", bench->unit, NULL);
  bench->zone = add (bench, "zone", "name", "Pump house", "unit", bench->unit, NULL);
  for (guint i = 0; i < HAZARDS; i++)
    {
      g_autofree char *what = g_strdup_printf ("Oil under pump P-%u", i);
      g_autofree char *id = add (bench, "hazard", "what", what, "class", "third", "no_photo", "dark", "zone",
                                 bench->zone, "unit", bench->unit, "finder", bench->person, NULL);

      if (i >= 30)
        continue;
      step (bench, id, "confirm");
      step (bench, id, "assign");
      g_free (bench->hazard);
      bench->hazard = g_steal_pointer (&id);
    }
}

/* --- one phone ----------------------------------------------------------------------------------------------------- */

static GSocket *
connect_phone (Bench *bench, guint number)
{
  g_autofree char *address = g_strdup_printf ("127.0.1.%u", number + 1);
  g_autoptr (GSocketAddress) own = g_inet_socket_address_new_from_string (address, 0);
  g_autoptr (GSocketAddress) other = g_inet_socket_address_new_from_string ("127.0.0.1", bench->port);
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_socket_set_timeout (socket, 20);
  if (!g_socket_bind (socket, own, FALSE, &error) || !g_socket_connect (socket, other, NULL, &error))
    g_error ("%s", error->message);
  return socket;
}

static void
send_all (GSocket *socket, const void *bytes, gsize length)
{
  const char *p = bytes;

  while (length > 0)
    {
      gssize n = g_socket_send (socket, p, length, NULL, NULL);

      if (n <= 0)
        g_error ("the station does not listen");
      p += n;
      length -= (gsize)n;
    }
}

/* One answer whole; its head and the beginning of its body. */
static char *
read_answer (GSocket *socket)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize wanted = 0;

  while (wanted == 0 || text->len < wanted)
    {
      char buffer[65536];
      gssize n = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);
      const char *end, *length;

      if (n <= 0)
        g_error ("the station does not answer: %s", text->str);
      g_string_append_len (text, buffer, n);
      end = wanted == 0 ? strstr (text->str, "\r\n\r\n") : NULL;
      length = end != NULL ? strstr (text->str, "Content-Length: ") : NULL;
      if (end != NULL)
        wanted =
            (gsize)(end + 4 - text->str) +
            (length != NULL ? (gsize)g_ascii_strtoull (length + strlen ("Content-Length: "), NULL, 10) : 0);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
ask (Bench *bench, GSocket *socket, const char *path, guint status)
{
  g_autofree char *request = g_strdup_printf (
      "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: zh-CN\r\n%s\r\n", path, bench->cookie);
  char *answer;

  send_all (socket, request, strlen (request));
  answer = read_answer (socket);
  if (strtoul (answer + strlen ("HTTP/1.1 "), NULL, 10) != status)
    g_error ("%s: %.300s", path, answer);
  return answer;
}

/* --- all at once ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  Bench *bench;
  const char *path;
  guint number, status;
  gint64 start; /* monotonic, of the first press */
  GArray *took; /* of double, ms */
} Phone;

static gpointer
phone_thread (gpointer data)
{
  Phone *phone = data;
  g_autoptr (GSocket) socket = connect_phone (phone->bench, phone->number);

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 due = phone->start + (gint64)i * APART_MS * 1000, now = g_get_monotonic_time ();
      g_autofree char *answer = NULL;
      double ms;

      if (now < due)
        g_usleep ((gulong)(due - now));
      now = g_get_monotonic_time ();
      answer = ask (phone->bench, socket, phone->path, phone->status);
      ms = (double)(g_get_monotonic_time () - now) / 1000;
      g_array_append_val (phone->took, ms);
    }
  return NULL;
}

static void
measure (Bench *bench, const char *name, const char *path, guint status)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (double));
  gint64 start = g_get_monotonic_time () + 300000;
  Phone phones[PHONES];
  GThread *threads[PHONES];

  for (guint i = 0; i < PHONES; i++)
    {
      phones[i] = (Phone){ bench, path, i, status, start, g_array_new (FALSE, FALSE, sizeof (double)) };
      threads[i] = g_thread_new ("phone", phone_thread, &phones[i]);
    }
  for (guint i = 0; i < PHONES; i++)
    {
      g_thread_join (threads[i]);
      g_array_append_vals (all, phones[i].took->data, phones[i].took->len);
      g_array_unref (phones[i].took);
    }
  g_print ("    %-34s median %5.1f  p99 %5.1f  worst %5.1f ms\n", name, bench_percentile (all, 50),
           bench_percentile (all, 99), bench_percentile (all, 100));
}

/* --- photos ------------------------------------------------------------------------------------------------------------ */

/* As a phone takes it: noise, of which JPEG makes about as much as of a real picture of twelve million pixels. */
static GBytes *
make_photo (void)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 4000, 3000);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  guint32 state = 1;
  gsize length = 0, size = (gsize)gdk_pixbuf_get_rowstride (pixbuf) * 3000;
  char *bytes = NULL;

  for (gsize i = 0; i < size; i++)
    {
      state = state * 1664525 + 1013904223;
      pixels[i] = (guchar)(i / 12000 % 200 + (state >> 27));
    }
  for (guint quality = 95; quality > 30 && (length == 0 || length > PHOTO_BYTES); quality -= 5)
    {
      g_autofree char *text = g_strdup_printf ("%u", quality);

      g_free (bytes);
      gdk_pixbuf_save_to_buffer (pixbuf, &bytes, &length, "jpeg", NULL, "quality", text, NULL);
    }
  return g_bytes_new_take (bytes, length);
}

static double
post_photo (Bench *bench, GSocket *socket, GBytes *photo)
{
  g_autofree char *secret = g_strdup_printf ("%08x%08x%08x%08x", g_random_int (), g_random_int (),
                                             g_random_int (), g_random_int ());
  g_autofree char *head =
      g_strdup_printf ("--x\r\nContent-Disposition: form-data; name=\"secret\"\r\n\r\n%s\r\n"
                       "--x\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\nOil under it\r\n"
                       "--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\n",
                       secret);
  static const char end[] = "\r\n--x--\r\n";
  gsize length;
  const void *bytes = g_bytes_get_data (photo, &length);
  g_autofree char *request = g_strdup_printf (
      "POST /r/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
      "Content-Length: %zu\r\n\r\n",
      bench->poster, strlen (head) + length + strlen (end));
  gint64 start = g_get_monotonic_time ();
  g_autofree char *answer = NULL;

  send_all (socket, request, strlen (request));
  send_all (socket, head, strlen (head));
  send_all (socket, bytes, length);
  send_all (socket, end, strlen (end));
  answer = read_answer (socket);
  if (!g_str_has_prefix (answer, "HTTP/1.1 303"))
    g_error ("the photo: %.1500s", answer);
  return (double)(g_get_monotonic_time () - start) / 1000;
}

static void
measure_photos (Bench *bench)
{
  g_autoptr (GArray) took = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GBytes) photo = make_photo ();

  for (guint i = 0; i < PHOTOS; i++)
    {
      /* Another phone each time: of one no more than ten reports at once are taken. */
      g_autoptr (GSocket) socket = connect_phone (bench, 100 + i);
      double ms = post_photo (bench, socket, photo);

      g_array_append_val (took, ms);
    }
  g_print ("    report with a photo of %.1f MB        median %5.1f  worst %5.1f ms\n",
           (double)g_bytes_get_size (photo) / 1e6, bench_percentile (took, 50), bench_percentile (took, 100));
}

static void
sign_in (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  char *pin = NULL;
  g_autofree char *link = anlan_link_make (bench->plant, bench->person, NULL, &pin, &error);
  g_autofree char *form = g_strdup_printf ("pin=%s", pin);
  g_autoptr (GSocket) socket = connect_phone (bench, 200);
  g_autofree char *request = g_strdup_printf ("POST /p/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
                                              "application/x-www-form-urlencoded\r\nContent-Length: "
                                              "%zu\r\n\r\n%s",
                                              link, strlen (form), form);
  g_autofree char *answer = NULL;
  const char *cookie;

  send_all (socket, request, strlen (request));
  answer = read_answer (socket);
  cookie = strstr (answer, "Set-Cookie: ");
  if (cookie == NULL)
    g_error ("nobody is let in: %.300s", answer);
  cookie += strlen ("Set-Cookie: ");
  bench->cookie = g_strdup_printf ("Cookie: %.*s\r\n", (int)strcspn (cookie, ";"), cookie);
  anlan_token_forget (pin);
}

int
main (int argc, char *argv[])
{
  g_autofree char *dir = g_dir_make_tmp ("anlan-bench-XXXXXX", NULL);
  g_autoptr (AnlanPlant) plant = make_plant (dir);
  const AnlanStationOptions options = { .address = "127.0.0.1" };
  g_autoptr (AnlanStation) station = anlan_station_new (plant, &options);
  g_autoptr (GError) error = NULL;
  Bench bench = { .plant = plant, .cookie = g_strdup ("") };
  g_autofree char *report = NULL, *duty = NULL;

  setlocale (LC_ALL, "");
  setvbuf (stdout, NULL, _IOLBF, 0);
  fill (&bench);
  bench.poster = anlan_poster_make (plant, "zone", bench.zone, &error);
  if (bench.poster == NULL || !anlan_station_start (station, &error))
    g_error ("%s", error->message);
  bench.port = anlan_listener_get_port (anlan_station_get_listener (station));
  report = g_strconcat ("/r/", bench.poster, NULL);
  g_print ("%u phones at the same moment, every %u ms\n", PHONES, APART_MS);
  measure (&bench, "reference: switched off", "/rounds", 404);
  measure (&bench, "reference: the script", "/web/page.js", 200);
  measure (&bench, "report", report, 200);
  measure (&bench, "status", "/s", 200);
  g_free (bench.cookie);
  sign_in (&bench);
  duty = g_strconcat ("/my/hazard/", bench.hazard, NULL);
  measure (&bench, "my duties (30)", "/my", 200);
  measure (&bench, "one duty with its forms", duty, 200);
  measure_photos (&bench);
  anlan_station_stop (station);
  anlan_plant_close (plant);
  anlan_remove_tree (dir);
  return 0;
}
