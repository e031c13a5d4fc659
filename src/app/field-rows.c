/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "checklist-row.h"
#include "chooser-row.h"
#include "files-row.h"
#include "photos-row.h"
#include "reference-row.h"
#include "signature-row.h"
#include "text-row.h"
#include "typed-row.h"
#include "yesno-row.h"

static GType
class_for (AnlanFieldType type)
{
  switch (type)
    {
    case ANLAN_FIELD_TEXT:
    case ANLAN_FIELD_NOTE:
      return ANLAN_TYPE_TEXT_ROW;
    case ANLAN_FIELD_CHOICE:
    case ANLAN_FIELD_CHOICES:
      return ANLAN_TYPE_CHOOSER_ROW;
    case ANLAN_FIELD_YESNO:
      return ANLAN_TYPE_YESNO_ROW;
    case ANLAN_FIELD_REF:
    case ANLAN_FIELD_REFS:
      return ANLAN_TYPE_REFERENCE_ROW;
    case ANLAN_FIELD_PHOTOS:
      return ANLAN_TYPE_PHOTOS_ROW;
    case ANLAN_FIELD_FILES:
      return ANLAN_TYPE_FILES_ROW;
    case ANLAN_FIELD_SIGNATURE:
      return ANLAN_TYPE_SIGNATURE_ROW;
    case ANLAN_FIELD_CHECKLIST:
      return ANLAN_TYPE_CHECKLIST_ROW;
    case ANLAN_FIELD_INTEGER:
    case ANLAN_FIELD_NUMBER:
    case ANLAN_FIELD_DATE:
    case ANLAN_FIELD_TIME:
    case ANLAN_FIELD_MOMENT:
    case ANLAN_FIELD_DURATION:
    case ANLAN_FIELD_PLACE:
    case ANLAN_N_FIELD_TYPES:
    default:
      return ANLAN_TYPE_TYPED_ROW;
    }
}

AnlanFieldRow *
anlan_field_row_new (AnlanFormContext *context, const AnlanField *field)
{
  AnlanFieldRow *row;

  g_return_val_if_fail (context != NULL && field != NULL, NULL);

  row = g_object_new (class_for (field->type), NULL);
  anlan_field_row_set_up (row, context, field);
  return row;
}
