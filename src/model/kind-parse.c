/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "kind-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "kind-element.h"

/* Which attributes an element may have: what is not here is a slip of the pen, and is said to be one. */
static const struct
{
  const char *element;
  const char *attributes;
} grammar[] = {
  { "kind", "anonymous id number icon label unit-field subject group derived retention-years confirms asks "
            "compares first moves-when "
            "managed kept detail" },
  { "section", "id remove" },
  { "field",
    "id type to unit decimals section open required required-if shown-if compute depends default min max "
    "pattern unique key list search sort sensitive readonly geometry accept columns aliases report" },
  { "choice", "id aliases colour remove" },
  { "guard", "id sql name fixed field remove" },
  { "flow", "" },
  { "stage", "id locks final" },
  { "step", "id from to role requires ask reason reopen primary unasked effects" },
  { "set", "field sql" },
  { "duty", "id stage when owner unit due remind escalate urgent remove" },
  { "raise", "id via when colour remove" },
  { "view", "id where sort remove" },
  { "title", "" },
  { "plural", "" },
  { "description", "" },
  { "help", "" },
  { "pattern-help", "" },
};

static const char *const type_names[ANLAN_N_FIELD_TYPES] = {
  [ANLAN_FIELD_TEXT] = "text",           [ANLAN_FIELD_NOTE] = "note",
  [ANLAN_FIELD_INTEGER] = "integer",     [ANLAN_FIELD_NUMBER] = "number",
  [ANLAN_FIELD_CHOICE] = "choice",       [ANLAN_FIELD_CHOICES] = "choices",
  [ANLAN_FIELD_YESNO] = "yesno",         [ANLAN_FIELD_DATE] = "date",
  [ANLAN_FIELD_TIME] = "time",           [ANLAN_FIELD_MOMENT] = "moment",
  [ANLAN_FIELD_DURATION] = "duration",   [ANLAN_FIELD_REF] = "ref",
  [ANLAN_FIELD_REFS] = "refs",           [ANLAN_FIELD_PHOTOS] = "photos",
  [ANLAN_FIELD_FILES] = "files",         [ANLAN_FIELD_PLACE] = "place",
  [ANLAN_FIELD_SIGNATURE] = "signature", [ANLAN_FIELD_CHECKLIST] = "checklist",
};

/* Names that every record has, and words of SQL that cannot stand for a column. */
static const char *const reserved[] = {
  "id",         "rid",         "number",  "stage",    "rev",           "created",
  "changed",    "author",      "draft",   "voided",   "this",          "add",
  "all",        "alter",       "and",     "as",       "autoincrement", "between",
  "case",       "check",       "collate", "commit",   "constraint",    "create",
  "default",    "deferrable",  "delete",  "distinct", "drop",          "else",
  "escape",     "except",      "exists",  "foreign",  "from",          "group",
  "having",     "in",          "index",   "insert",   "intersect",     "into",
  "is",         "isnull",      "join",    "limit",    "not",           "nothing",
  "notnull",    "null",        "on",      "or",       "order",         "primary",
  "references", "returning",   "select",  "set",      "table",         "then",
  "to",         "transaction", "union",   "unique",   "update",        "using",
  "values",     "when",        "where",   NULL
};

const char *
anlan_field_type_name (AnlanFieldType type)
{
  g_return_val_if_fail (type < ANLAN_N_FIELD_TYPES, NULL);

  return type_names[type];
}

static gboolean
wrong (const AnlanElement *element, GError **error, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Line %d, element %s: %s"), element->line,
               element->name, why);
  return FALSE;
}

static gboolean
check_grammar (const AnlanElement *element, GError **error)
{
  g_auto (GStrv) allowed = NULL;
  GHashTableIter iter;
  gpointer key;

  for (guint i = 0; i < G_N_ELEMENTS (grammar) && allowed == NULL; i++)
    if (strcmp (grammar[i].element, element->name) == 0)
      allowed = g_strsplit (grammar[i].attributes, " ", -1);
  if (allowed == NULL)
    return wrong (element, error, _ ("There is no such element."));
  g_hash_table_iter_init (&iter, element->attributes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_strv_contains ((const char *const *)allowed, key))
      return wrong (element, error, _ ("There is no attribute “%s”."), (const char *)key);
  for (guint i = 0; i < element->children->len; i++)
    if (!check_grammar (g_ptr_array_index (element->children, i), error))
      return FALSE;
  return TRUE;
}

gboolean
anlan_kind_valid_id (const char *id)
{
  if (id == NULL || !g_ascii_islower (id[0]) || strlen (id) > 40)
    return FALSE;
  for (const char *p = id; *p != '\0'; p++)
    if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '_')
      return FALSE;
  return !g_strv_contains (reserved, id);
}

static char *
dup_attribute (const AnlanElement *element, const char *name)
{
  const char *value = anlan_element_get (element, name);

  return value != NULL && value[0] != '\0' ? g_strdup (value) : NULL;
}

static char **
split_attribute (const AnlanElement *element, const char *name, const char *separator)
{
  const char *value = anlan_element_get (element, name);
  g_auto (GStrv) parts = g_strsplit (value != NULL ? value : "", separator, -1);
  GPtrArray *kept = g_ptr_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_strstrip (parts[i]);
      if (parts[i][0] != '\0')
        g_ptr_array_add (kept, g_strdup (parts[i]));
    }
  g_ptr_array_add (kept, NULL);
  return (char **)g_ptr_array_free (kept, FALSE);
}

static char *
dup_child (const AnlanElement *element, const char *name)
{
  return g_strdup (anlan_element_child_text (element, name));
}

static gboolean
read_number (const AnlanElement *element, const char *name, gboolean *has, double *number, GError **error)
{
  const char *text = anlan_element_get (element, name);
  char *end;

  *has = text != NULL;
  if (text == NULL)
    return TRUE;
  *number = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0')
    return wrong (element, error, _ ("“%s” must be a number."), name);
  return TRUE;
}

static gboolean
build_choices (AnlanField *field, const AnlanElement *element, GError **error)
{
  for (guint i = 0; i < element->children->len; i++)
    {
      const AnlanElement *child = g_ptr_array_index (element->children, i);
      AnlanChoice *choice;

      if (strcmp (child->name, "choice") != 0)
        continue;
      if (anlan_element_get (child, "id") == NULL || anlan_element_child_text (child, "title") == NULL)
        return wrong (child, error, _ ("A choice needs an id and a title."));
      choice = g_new0 (AnlanChoice, 1);
      choice->id = dup_attribute (child, "id");
      choice->title = dup_child (child, "title");
      choice->colour = dup_attribute (child, "colour");
      choice->aliases = split_attribute (child, "aliases", "|");
      if (field->choices == NULL)
        field->choices = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_choice_free);
      g_ptr_array_add (field->choices, choice);
    }
  if ((field->type == ANLAN_FIELD_CHOICE || field->type == ANLAN_FIELD_CHOICES) && field->choices == NULL)
    return wrong (element, error, _ ("The field “%s” has no choices."), field->id);
  return TRUE;
}

static gboolean
read_type (AnlanField *field, const AnlanElement *element, GError **error)
{
  const char *type = anlan_element_get (element, "type");

  for (guint i = 0; i < ANLAN_N_FIELD_TYPES; i++)
    if (g_strcmp0 (type, type_names[i]) == 0)
      {
        field->type = i;
        return TRUE;
      }
  return wrong (element, error, _ ("There is no field type “%s”."), type != NULL ? type : "");
}

static gboolean
check_pattern (const AnlanField *field, const AnlanElement *element, GError **error)
{
  g_autoptr (GRegex) regex = NULL;
  g_autoptr (GError) local = NULL;

  if (field->pattern == NULL)
    return TRUE;
  regex = g_regex_new (field->pattern, 0, 0, &local);
  return regex != NULL || wrong (element, error, "%s", local->message);
}

static void
read_flags (AnlanField *field, const AnlanElement *element)
{
  field->open = anlan_element_yes (element, "open");
  field->required = anlan_element_yes (element, "required");
  field->unique = anlan_element_yes (element, "unique");
  field->key = anlan_element_yes (element, "key");
  field->list = anlan_element_yes (element, "list");
  field->search = anlan_element_yes (element, "search");
  field->sortable = anlan_element_yes (element, "sort");
  field->sensitive = anlan_element_yes (element, "sensitive");
  field->readonly = anlan_element_yes (element, "readonly");
}

static void
read_texts (AnlanField *field, const AnlanElement *element)
{
  field->title = dup_child (element, "title");
  field->help = dup_child (element, "help");
  field->pattern_say = dup_child (element, "pattern-help");
  field->section = dup_attribute (element, "section");
  field->to = dup_attribute (element, "to");
  field->unit = dup_attribute (element, "unit");
  field->required_if = dup_attribute (element, "required-if");
  field->shown_if = dup_attribute (element, "shown-if");
  field->compute = dup_attribute (element, "compute");
  field->depends = dup_attribute (element, "depends");
  field->fallback = dup_attribute (element, "default");
  field->pattern = dup_attribute (element, "pattern");
  field->geometry = dup_attribute (element, "geometry");
  field->accept = dup_attribute (element, "accept");
  field->columns = split_attribute (element, "columns", "|");
  field->aliases = split_attribute (element, "aliases", " ");
  field->report = split_attribute (element, "report", " ");
}

static gboolean
build_field (AnlanKind *kind, const AnlanElement *element, GError **error)
{
  const char *id = anlan_element_get (element, "id");
  AnlanField *field = g_new0 (AnlanField, 1);
  gboolean has_decimals;
  double decimals;

  field->index = kind->fields->len;
  g_ptr_array_add (kind->fields, field);
  if (!anlan_kind_valid_id (id))
    return wrong (element, error, _ ("“%s” cannot be the id of a field."), id != NULL ? id : "");
  field->id = g_strdup (id);
  read_texts (field, element);
  read_flags (field, element);
  if (!read_type (field, element, error) || !build_choices (field, element, error) ||
      !read_number (element, "min", &field->has_min, &field->min, error) ||
      !read_number (element, "max", &field->has_max, &field->max, error) ||
      !read_number (element, "decimals", &has_decimals, &decimals, error) ||
      !check_pattern (field, element, error))
    return FALSE;
  field->decimals = has_decimals ? (int)decimals : -1;
  if (field->title == NULL)
    return wrong (element, error, _ ("The field “%s” has no title."), id);
  if ((field->type == ANLAN_FIELD_REF || field->type == ANLAN_FIELD_REFS) && field->to == NULL)
    return wrong (element, error, _ ("The reference “%s” does not say to which kind."), id);
  if (field->sensitive && (field->search || field->sortable || field->unique || field->key))
    return wrong (element, error, _ ("A sensitive field can be neither searched, sorted, unique nor a key."));
  if (field->sensitive && !anlan_field_is_text (field))
    return wrong (element, error, _ ("Only a text can be sensitive."));
  if (!g_hash_table_insert (kind->by_id, g_strdup (id), field))
    return wrong (element, error, _ ("The id “%s” is there twice."), id);
  for (guint i = 0; field->aliases[i] != NULL; i++)
    if (!g_hash_table_insert (kind->by_id, g_strdup (field->aliases[i]), field))
      return wrong (element, error, _ ("The id “%s” is there twice."), field->aliases[i]);
  return TRUE;
}

static gboolean
build_guard (GPtrArray *guards, const AnlanElement *element, GError **error)
{
  AnlanGuard *guard = g_new0 (AnlanGuard, 1);

  g_ptr_array_add (guards, guard);
  guard->id = dup_attribute (element, "id");
  guard->sql = dup_attribute (element, "sql");
  guard->name = dup_attribute (element, "name");
  guard->field = dup_attribute (element, "field");
  guard->fixed = anlan_element_yes (element, "fixed");
  guard->text = g_strdup (element->text);
  if ((guard->sql == NULL) == (guard->name == NULL))
    return wrong (element, error, _ ("A guard has either an expression or a name."));
  if (guard->text[0] == '\0')
    return wrong (element, error, _ ("A guard must say what is wrong when it does not hold."));
  if (guard->id == NULL)
    guard->id = g_strdup (guard->name != NULL ? guard->name : "guard");
  return TRUE;
}

static gboolean
build_step (AnlanKind *kind, const AnlanElement *element, GError **error)
{
  AnlanFlowStep *step = anlan_flow_step_new ();

  g_ptr_array_add (kind->steps, step);
  step->id = dup_attribute (element, "id");
  step->title = dup_child (element, "title");
  step->help = dup_child (element, "help");
  step->from = split_attribute (element, "from", " ");
  step->to = dup_attribute (element, "to");
  step->roles = split_attribute (element, "role", " ");
  step->requires = split_attribute (element, "requires", " ");
  step->ask = split_attribute (element, "ask", " ");
  step->effects = split_attribute (element, "effects", " ");
  step->reason = anlan_element_yes (element, "reason");
  step->reopen = anlan_element_yes (element, "reopen");
  step->primary = anlan_element_yes (element, "primary");
  step->unasked = anlan_element_yes (element, "unasked");
  if (step->id == NULL || step->title == NULL || step->to == NULL || step->from[0] == NULL)
    return wrong (element, error, _ ("A step needs an id, a title, and the stages it leads from and to."));
  for (guint i = 0; i < element->children->len; i++)
    {
      const AnlanElement *child = g_ptr_array_index (element->children, i);

      if (strcmp (child->name, "guard") == 0 && !build_guard (step->guards, child, error))
        return FALSE;
      if (strcmp (child->name, "set") == 0)
        {
          AnlanSet *set = g_new0 (AnlanSet, 1);

          set->field = dup_attribute (child, "field");
          set->sql = dup_attribute (child, "sql");
          g_ptr_array_add (step->sets, set);
          if (set->field == NULL || set->sql == NULL)
            return wrong (child, error, _ ("What a step sets needs a field and an expression."));
        }
    }
  return TRUE;
}

static gboolean
build_duty (AnlanKind *kind, const AnlanElement *element, GError **error)
{
  AnlanDuty *duty = g_new0 (AnlanDuty, 1);

  g_ptr_array_add (kind->duties, duty);
  duty->id = dup_attribute (element, "id");
  duty->title = dup_child (element, "title");
  duty->stage = dup_attribute (element, "stage");
  duty->when = dup_attribute (element, "when");
  duty->owner = dup_attribute (element, "owner");
  duty->unit = dup_attribute (element, "unit");
  duty->due = dup_attribute (element, "due");
  duty->remind = dup_attribute (element, "remind");
  duty->escalate = dup_attribute (element, "escalate");
  duty->urgent = dup_attribute (element, "urgent");
  if (duty->id == NULL || duty->title == NULL || duty->due == NULL)
    return wrong (element, error, _ ("A duty needs an id, a title and when it is due."));
  if (duty->stage == NULL && duty->when == NULL)
    return wrong (element, error, _ ("A duty needs a stage or a condition."));
  return TRUE;
}

static gboolean
build_stage (AnlanKind *kind, const AnlanElement *element, GError **error)
{
  AnlanStage *stage = g_new0 (AnlanStage, 1);

  g_ptr_array_add (kind->stages, stage);
  stage->id = dup_attribute (element, "id");
  stage->title = dup_child (element, "title");
  stage->locks = split_attribute (element, "locks", " ");
  stage->final = anlan_element_yes (element, "final");
  if (stage->id == NULL || stage->title == NULL)
    return wrong (element, error, _ ("A stage needs an id and a title."));
  return TRUE;
}

static gboolean
build_flow (AnlanKind *kind, const AnlanElement *element, GError **error)
{
  for (guint i = 0; i < element->children->len; i++)
    {
      const AnlanElement *child = g_ptr_array_index (element->children, i);
      gboolean ok = TRUE;

      if (strcmp (child->name, "stage") == 0)
        ok = build_stage (kind, child, error);
      else if (strcmp (child->name, "step") == 0)
        ok = build_step (kind, child, error);
      else if (strcmp (child->name, "duty") == 0)
        ok = build_duty (kind, child, error);
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

static gboolean
build_raise (AnlanKind *kind, const AnlanElement *element, GError **error)
{
  AnlanRaise *raise = g_new0 (AnlanRaise, 1);

  g_ptr_array_add (kind->raises, raise);
  raise->id = dup_attribute (element, "id");
  raise->via = dup_attribute (element, "via");
  raise->when = dup_attribute (element, "when");
  raise->colour = dup_attribute (element, "colour");
  raise->text = g_strdup (element->text);
  if (raise->id == NULL || raise->via == NULL || raise->when == NULL || raise->colour == NULL ||
      raise->text[0] == '\0')
    return wrong (element, error, _ ("What raises a colour needs id, via, when, colour and the reason."));
  return TRUE;
}

static gboolean
build_view (AnlanKind *kind, const AnlanElement *element, GError **error)
{
  AnlanView *view = g_new0 (AnlanView, 1);

  g_ptr_array_add (kind->views, view);
  view->id = dup_attribute (element, "id");
  view->title = dup_child (element, "title");
  view->where = dup_attribute (element, "where");
  view->sort = dup_attribute (element, "sort");
  return (view->id != NULL && view->title != NULL) ||
         wrong (element, error, _ ("A view needs an id and a title."));
}

static gboolean
build_section (AnlanKind *kind, const AnlanElement *element, GError **error)
{
  AnlanSection *section = g_new0 (AnlanSection, 1);

  g_ptr_array_add (kind->sections, section);
  section->id = dup_attribute (element, "id");
  section->title = dup_child (element, "title");
  return (section->id != NULL && section->title != NULL) ||
         wrong (element, error, _ ("A section needs an id and a title."));
}

static gboolean
build_child (AnlanKind *kind, const AnlanElement *child, GError **error)
{
  static const struct
  {
    const char *name;
    gboolean (*build) (AnlanKind *kind, const AnlanElement *element, GError **error);
  } builders[] = {
    { "section", build_section }, { "field", build_field }, { "flow", build_flow },
    { "raise", build_raise },     { "view", build_view },
  };

  for (guint i = 0; i < G_N_ELEMENTS (builders); i++)
    if (strcmp (child->name, builders[i].name) == 0)
      return builders[i].build (kind, child, error);
  if (strcmp (child->name, "guard") == 0)
    return build_guard (kind->guards, child, error);
  return TRUE;
}

static gboolean
build_kind (AnlanKind *kind, const AnlanElement *root, GError **error)
{
  const char *years = anlan_element_get (root, "retention-years");

  kind->id = dup_attribute (root, "id");
  kind->title = dup_child (root, "title");
  kind->plural = dup_child (root, "plural");
  kind->description = dup_child (root, "description");
  kind->icon = dup_attribute (root, "icon");
  kind->number = dup_attribute (root, "number");
  kind->label = dup_attribute (root, "label");
  kind->unit = dup_attribute (root, "unit-field");
  kind->subject = dup_attribute (root, "subject");
  kind->confirms = split_attribute (root, "confirms", " ");
  kind->asks = dup_attribute (root, "asks");
  kind->compares = split_attribute (root, "compares", " ");
  kind->first = split_attribute (root, "first", " ");
  kind->anonymous = dup_attribute (root, "anonymous");
  kind->moves = dup_attribute (root, "moves-when");
  kind->managed = anlan_element_yes (root, "managed");
  kind->kept = anlan_element_yes (root, "kept");
  kind->detail = anlan_element_yes (root, "detail");
  kind->group = dup_attribute (root, "group");
  kind->derived = anlan_element_yes (root, "derived");
  kind->retention_years = years != NULL ? (int)g_ascii_strtoll (years, NULL, 10) : 0;
  if (strcmp (root->name, "kind") != 0 || !anlan_kind_valid_id (kind->id))
    return wrong (root, error, _ ("This is no definition of a kind."));
  if (kind->title == NULL)
    return wrong (root, error, _ ("The kind “%s” has no title."), kind->id);
  if (kind->plural == NULL)
    kind->plural = g_strdup (kind->title);
  for (guint i = 0; i < root->children->len; i++)
    if (!build_child (kind, g_ptr_array_index (root->children, i), error))
      return FALSE;
  return anlan_kind_check (kind, error);
}

AnlanKind *
anlan_kind_parse (const char *xml, const char *overlay, GError **error)
{
  g_autoptr (AnlanElement) root = NULL;
  g_autoptr (AnlanKind) kind = NULL;
  g_autoptr (GString) printed = g_string_new (NULL);

  g_return_val_if_fail (xml != NULL, NULL);

  root = anlan_element_parse (xml, error);
  if (root == NULL || !check_grammar (root, error))
    return NULL;
  if (overlay != NULL)
    {
      g_autoptr (AnlanElement) over = anlan_element_parse (overlay, error);

      if (over == NULL || !check_grammar (over, error))
        return NULL;
      if (g_strcmp0 (anlan_element_get (root, "id"), anlan_element_get (over, "id")) != 0)
        {
          wrong (over, error, _ ("The differences are for another kind."));
          return NULL;
        }
      if (!anlan_element_merge (root, over, error))
        return NULL;
    }
  kind = anlan_kind_alloc ();
  if (!build_kind (kind, root, error))
    return NULL;
  anlan_element_print (root, printed);
  anlan_sha256_text (printed->str, (gssize)printed->len, kind->hash);
  kind->source = g_string_free (g_steal_pointer (&printed), FALSE);
  return g_steal_pointer (&kind);
}
