/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What a setting of a source is, and how it is asked for. */
typedef enum
{
  ANLAN_SETTING_TEXT,
  ANLAN_SETTING_SECRET, /* goes into the keyring, never into the plant */
  ANLAN_SETTING_INTEGER,
  ANLAN_SETTING_NUMBER,
  ANLAN_SETTING_YESNO,
  ANLAN_SETTING_CHOICE,
  ANLAN_SETTING_FOLDER,
} AnlanSettingType;

/**
 * AnlanSourceSetting:
 * @name: as the type of source calls it; "range/1" is the second item of the list "range"; "address" is the record's own field
 * @title, @hint: N_(); @hint may be NULL
 * @fallback: what stands there at first; a choice's first one where it is NULL
 * @choices: of a choice: id, N_() title, id, title …, NULL
 * @serial: asked for only where the address is one of a serial line
 */
typedef struct
{
  const char *name;
  AnlanSettingType type;
  const char *title;
  const char *hint;
  const char *fallback;
  gboolean required;
  double min, max;
  const char *const *choices;
  gboolean serial;
} AnlanSourceSetting;

/* How far what comes can be told by a profile (link/profile.h). */
typedef enum
{
  ANLAN_MAPPING_NONE,
  ANLAN_MAPPING_OFFERED, /* our own format does without one */
} AnlanMapping;

/**
 * AnlanSourceType:
 * @id: of this way to begin; several may be of the same type
 * @type: of the record
 * @title, @subtitle: N_(), in the words of who has the thing in hand
 * @fixed: (nullable): JSON of settings that are always so
 * @settings: up to one without a name
 * @posted: it is posted to, at an address with a token
 * @tried: it can be tried before it is kept
 *
 * What somebody may want to connect.
 */
typedef struct
{
  const char *id;
  const char *type;
  const char *icon;
  const char *title;
  const char *subtitle;
  const char *fixed;
  const AnlanSourceSetting *settings;
  AnlanMapping mapping;
  gboolean posted;
  gboolean tried;
} AnlanSourceType;

/* All there are, in the order in which they are offered. Static. */
const AnlanSourceType *
anlan_source_types_list (guint *n);

/**
 * anlan_source_settings_set:
 * @settings: gets @text under the setting's name, as a value of its type; nothing where it is empty
 *
 * Returns: FALSE with a sentence where @text is no such value, or is missing and needed.
 */
gboolean
anlan_source_settings_set (JsonObject *settings,
                           const AnlanSourceSetting *setting,
                           const char *text,
                           GError **error);

G_END_DECLS
