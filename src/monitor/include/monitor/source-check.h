/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * anlan_source_definition_check:
 * @type: of the source: "push", "modbus", …
 * @definition: (nullable): its field of that name: a JSON object
 *
 * Whether each member of a definition is one that this type knows, and holds what may stand there: what form, and within which
 * bounds. It is told when it is entered, and not only by a station that runs somewhere else; what hangs together in it (tables,
 * mappings) the station tells. A type that is not known is not judged.
 *
 * Returns: FALSE with ANLAN_ERROR_INPUT and a sentence that names the member.
 */
gboolean    anlan_source_definition_check (const char *type, const char *definition, GError **error);

/* The form of a member, and for numbers their bounds. */
typedef enum
{
  ANLAN_MEMBER_TEXT,
  ANLAN_MEMBER_WHOLE, /* also as text, and 0x… */
  ANLAN_MEMBER_YES,   /* true, false; also as yes, no, 1, 0 */
  ANLAN_MEMBER_OBJECT, /* also as the text of one */
  ANLAN_MEMBER_LIST,   /* also as the text of one, or of words */
} AnlanMemberForm;

typedef struct
{
  const char     *name;
  AnlanMemberForm form;
  gint64          min, max;
} AnlanMember;

/* Those of a type, ending with a name of NULL; NULL where it is not known. Static. */
const AnlanMember *anlan_source_members (const char *type);

G_END_DECLS
