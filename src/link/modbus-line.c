/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <modbus.h>

#include "base/blocking.h"
#include "base/error.h"
#include "link/settings.h"
#include "modbus-source.h"

/* Between two bytes of an answer; longer pauses than these are the answer's end. */
#define BYTE_TIMEOUT 500

static gboolean
read_serial (AnlanModbusLine *line, JsonObject *settings, GError **error)
{
  gint64 baud, data_bits, stop_bits;
  const char *parity;

  if (!anlan_settings_integer (settings, "baud", 300, 1000000, 9600, &baud, error) ||
      !anlan_settings_integer (settings, "data_bits", 7, 8, 8, &data_bits, error) ||
      !anlan_settings_integer (settings, "stop_bits", 1, 2, 1, &stop_bits, error) ||
      !anlan_settings_text (settings, "parity", "none", &parity, error))
    return FALSE;
  if (!g_str_equal (parity, "none") && !g_str_equal (parity, "even") && !g_str_equal (parity, "odd"))
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("The setting “parity” must be none, even or odd."));
      return FALSE;
    }
  line->baud = (int)baud;
  line->data_bits = (int)data_bits;
  line->stop_bits = (int)stop_bits;
  line->parity = g_ascii_toupper (parity[0]);
  return TRUE;
}

gboolean
anlan_modbus_line_read (AnlanModbusLine *line, JsonObject *settings, GError **error)
{
  const char *host, *serial;
  gint64 timeout;

  if (!anlan_settings_text (settings, "host", NULL, &host, error) ||
      !anlan_settings_text (settings, "serial", NULL, &serial, error) ||
      !anlan_settings_integer (settings, "timeout_ms", 50, 60000, 1000, &timeout, error))
    return FALSE;
  if ((host == NULL) == (serial == NULL))
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("Fill in “host”, the address of the device on the network, or “serial”, the serial "
             "port that it is connected to: one of the two."));
      return FALSE;
    }
  if (host != NULL &&
      !anlan_settings_host (settings, MODBUS_TCP_DEFAULT_PORT, &line->host, &line->port, error))
    return FALSE;
  line->serial = g_strdup (serial);
  line->timeout = (int)timeout;
  return read_serial (line, settings, error);
}

void
anlan_modbus_line_clear (AnlanModbusLine *line)
{
  g_clear_pointer (&line->host, g_free);
  g_clear_pointer (&line->serial, g_free);
}

/* --- connecting --------------------------------------------------------------------------------------------- */

static void
set_serial_trouble (const AnlanModbusLine *line, int code, GError **error)
{
  switch (code)
    {
    case ENOENT:
    case ENXIO:
    case ENODEV:
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
          _ ("The serial port %s is not there. Plug the adapter in, or choose another port; it is tried "
             "again by itself."),
          line->serial);
      break;
    case EACCES:
    case EPERM:
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
          _ ("The serial port %s may not be used by this account. Have it added to the group “dialout” and "
             "sign in again."),
          line->serial);
      break;
    case EBUSY:
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_BUSY,
                   _ ("Another program is using the serial port %s. Close it; it is tried again by itself."),
                   line->serial);
      break;
    case ENOTTY:
    case EINVAL:
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("%s is no serial port, or does not know this speed. Choose another port, or correct the speed."),
          line->serial);
      break;
    default:
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
                   _ ("The serial port %s cannot be opened: %s. It is tried again by itself."), line->serial,
                   g_strerror (code));
    }
}

static void
set_network_trouble (const AnlanModbusLine *line, int code, GError **error)
{
  if (code == ECONNREFUSED)
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_IO,
        _ ("At %s nothing listens on port %u. Check the address and the port, and whether the device is "
           "switched on; it is tried again by itself."),
        line->host, line->port);
  else if (code == ETIMEDOUT || code == EHOSTUNREACH || code == ENETUNREACH)
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_IO,
        _ ("There is no answer from %s. Check the address, the cable, and whether the device is switched on; "
           "it is tried again by itself."),
        line->host);
  else
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
                 _ ("No connection to %s, port %u: %s. It is tried again by itself."), line->host, line->port,
                 g_strerror (code));
}

/* NULL with errno. */
static modbus_t *
connect_bus (const AnlanModbusLine *line, modbus_t *bus)
{
  int code;

  if (bus == NULL)
    return NULL;
  modbus_set_response_timeout (bus, (guint32)line->timeout / 1000, (guint32)line->timeout % 1000 * 1000);
  modbus_set_byte_timeout (bus, 0, (guint32)MIN (line->timeout, BYTE_TIMEOUT) * 1000);
  if (modbus_connect (bus) == 0)
    return bus;
  code = errno;
  modbus_free (bus);
  errno = code;
  return NULL;
}

/* The library does not tell a name that is not known from a port where nothing listens, so it is given numbers: one after
 * the other, for a name may stand for several. */
static modbus_t *
open_tcp (const AnlanModbusLine *line, GError **error)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autolist (GInetAddress) found = g_resolver_lookup_by_name (resolver, line->host, NULL, NULL);
  modbus_t *bus = NULL;
  char port[16];

  if (found == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
                   _ ("The network knows no “%s”. Correct the address, or write it as a number, such as "
                      "192.168.1.20."),
                   line->host);
      return NULL;
    }
  g_snprintf (port, sizeof port, "%u", line->port);
  for (GList *l = found; l != NULL && bus == NULL; l = l->next)
    {
      g_autofree char *address = g_inet_address_to_string (l->data);

      bus = connect_bus (line, modbus_new_tcp_pi (address, port));
    }
  if (bus == NULL)
    set_network_trouble (line, errno, error);
  return bus;
}

modbus_t *
anlan_modbus_line_open (const AnlanModbusLine *line, GError **error)
{
  modbus_t *bus;

  anlan_may_block ("connect to a Modbus device");
  if (line->serial == NULL)
    return open_tcp (line, error);
  bus = connect_bus (
      line, modbus_new_rtu (line->serial, line->baud, line->parity, line->data_bits, line->stop_bits));
  if (bus == NULL)
    set_serial_trouble (line, errno, error);
  return bus;
}

/* --- asking --------------------------------------------------------------------------------------------------- */

static int
ask_bits (modbus_t *bus, const AnlanModbusBlock *block, guint16 *words)
{
  guint8 bits[ANLAN_MODBUS_MAX_BITS];
  int n = block->function == 1 ? modbus_read_bits (bus, block->address, block->count, bits)
                               : modbus_read_input_bits (bus, block->address, block->count, bits);

  for (int i = 0; i < n; i++)
    words[i] = bits[i] != 0;
  return n;
}

static int
ask (modbus_t *bus, const AnlanModbusBlock *block, guint16 *words)
{
  switch (block->function)
    {
    case 1:
    case 2:
      return ask_bits (bus, block, words);
    case 4:
      return modbus_read_input_registers (bus, block->address, block->count, words);
    case 3:
    default:
      return modbus_read_registers (bus, block->address, block->count, words);
    }
}

static AnlanModbusOutcome
set_refusal (int code, int unit_id, const AnlanModbusBlock *block, GError **error)
{
  switch (code)
    {
    case EMBXILFUN:
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("Unit %d does not know function %u. Correct the table: registers are read with 3 or 4, "
                      "bits with "
                      "1 or 2."),
                   unit_id, block->function);
      break;
    case EMBXILADD:
    case EMBXILVAL:
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("Unit %d has no addresses 0x%04X to 0x%04X for function %u. Correct the addresses or "
                      "the number of "
                      "channels in the table; the rest of it is read."),
                   unit_id, block->address, (guint)block->address + block->count - 1, block->function);
      break;
    case EMBXGPATH:
    case EMBXGTAR:
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_IO,
          _ ("The gateway does not reach unit %d. Check its number, its power and the wires behind the "
             "gateway; it is tried again by itself."),
          unit_id);
      return ANLAN_MODBUS_SILENT;
    default:
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_IO,
          _ ("Unit %d says that it cannot answer now (%s). It is asked again by itself; where that does not "
             "help, switch it off and on."),
          unit_id, modbus_strerror (code));
    }
  return ANLAN_MODBUS_REFUSED;
}

static AnlanModbusOutcome
set_trouble (
    const AnlanModbusLine *line, int code, int unit_id, const AnlanModbusBlock *block, GError **error)
{
  if (code > MODBUS_ENOBASE && code <= EMBXGTAR)
    return set_refusal (code, unit_id, block, error);
  if (code == ETIMEDOUT)
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_IO,
          line->serial != NULL
              ? _ ("Unit %d has not answered within %d ms. Check its number, its power, the wires (A and B "
                   "may be "
                   "exchanged), speed and parity; it is tried again by itself.")
              : _ ("Unit %d has not answered within %d ms. Check its number and its power; it is tried again "
                   "by itself."),
          unit_id, line->timeout);
      return ANLAN_MODBUS_SILENT;
    }
  if (code >= EMBBADCRC)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
                   _ ("What unit %d answers cannot be understood (%s). Check speed, parity and the shield of "
                      "the cable, "
                      "and that no second program asks on the same line."),
                   unit_id, modbus_strerror (code));
      return ANLAN_MODBUS_SILENT;
    }
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
               _ ("The connection to %s has ended: %s. It is made again by itself."),
               line->serial != NULL ? line->serial : line->host, g_strerror (code));
  return ANLAN_MODBUS_BROKEN;
}

AnlanModbusOutcome
anlan_modbus_line_ask (const AnlanModbusLine *line,
                       modbus_t *bus,
                       int unit_id,
                       const AnlanModbusBlock *block,
                       guint16 *words,
                       GError **error)
{
  int n;

  anlan_may_block ("ask a Modbus device");
  n = modbus_set_slave (bus, unit_id) == 0 ? ask (bus, block, words) : -1;
  if (n == block->count)
    return ANLAN_MODBUS_READ;
  return set_trouble (line, n < 0 ? errno : EMBBADDATA, unit_id, block, error);
}
