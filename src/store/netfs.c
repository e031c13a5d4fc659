/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "netfs.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"

/* Numbers of statfs(2) and <linux/magic.h>. */
#define MAGIC_FUSE 0x65735546u

static const struct
{
  guint64 magic;
  const char *name;
} network_magics[] = {
  { 0x6969u, "NFS" },       { 0xff534d42u, "CIFS" }, { 0xfe534d42u, "SMB2" },   { 0x517bu, "SMB" },
  { 0x01021997u, "9p" },    { 0x5346414fu, "AFS" },  { 0x6b414653u, "AFS" },    { 0x00c36400u, "Ceph" },
  { 0x73757245u, "Coda" },  { 0x564cu, "NCP" },      { 0x0bd00bd0u, "Lustre" }, { 0x01161970u, "GFS2" },
  { 0x7461636fu, "OCFS2" },
};

/* Types of FUSE that reach another machine; others (ntfs-3g, exfat, gocryptfs) are disks of this one. */
static const char *const network_fuses[] = {
  "fuse.sshfs",     "fuse.gvfsd-fuse", "fuse.rclone",    "fuse.s3fs",
  "fuse.davfs",     "fuse.davfs2",     "fuse.curlftpfs", "fuse.ceph",
  "fuse.ceph-fuse", "fuse.cifs",       "fuse.glusterfs", "fuse.smbnetfs",
  "fuse.goofys",    "fuse.gcsfuse",    "fuse.onedriver", "fuse.google-drive-ocamlfuse",
  "fuse.juicefs",   "fuse.seaweedfs",
};

/* "fuse.sshfs" and the like: the field after " - " of the line of /proc/self/mountinfo with this device. */
static char *
find_mount_type (dev_t device)
{
  g_autofree char *wanted = g_strdup_printf ("%u:%u", major (device), minor (device));
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/self/mountinfo", &text, NULL, NULL))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], " ", -1);
      char *after = strstr (lines[i], " - ");

      if (g_strv_length (fields) > 3 && after != NULL && strcmp (fields[2], wanted) == 0)
        return g_strndup (after + 3, strcspn (after + 3, " "));
    }
  return NULL;
}

static gboolean
probe_system (const char *path, guint64 *magic, char **type)
{
  struct statfs fs;
  struct stat st;

  if (statfs (path, &fs) != 0)
    return FALSE;
  /* f_type is signed on some machines: CIFS must not come out as a 64-bit negative. */
  *magic = (guint32)fs.f_type;
  *type = *magic == MAGIC_FUSE && stat (path, &st) == 0 ? find_mount_type (st.st_dev) : NULL;
  return TRUE;
}

static AnlanFsProbe probe = probe_system;

void
anlan_netfs_set_probe (AnlanFsProbe new_probe)
{
  probe = new_probe != NULL ? new_probe : probe_system;
}

static const char *
name_network (guint64 magic, const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (network_magics); i++)
    if (network_magics[i].magic == magic)
      return network_magics[i].name;
  if (magic == MAGIC_FUSE && type != NULL)
    for (guint i = 0; i < G_N_ELEMENTS (network_fuses); i++)
      if (strcmp (network_fuses[i], type) == 0)
        return type;
  return NULL;
}

gboolean
anlan_netfs_check (const char *path, GError **error)
{
  g_autofree char *at = g_canonicalize_filename (path, NULL);
  g_autofree char *type = NULL;
  guint64 magic = 0;
  const char *name;

  while (!g_file_test (at, G_FILE_TEST_EXISTS) && strcmp (at, "/") != 0)
    {
      char *parent = g_path_get_dirname (at);

      g_free (at);
      at = parent;
    }
  if (!probe (at, &magic, &type))
    return TRUE;

  name = name_network (magic, type);
  if (name == NULL)
    return TRUE;
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_NETWORK_FS,
      _ ("“%s” lies on a network drive (%s). A plant must lie on a disk of this computer: over a network its "
         "data could be damaged when two computers write at once. Nothing was changed. Copy the folder to "
         "this computer and open it there."),
      path, name);
  return FALSE;
}
