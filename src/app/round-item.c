/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "round-item.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "form-context.h"

struct _AnlanRoundItem
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *question;
  GtkLabel *how;
  GtkWidget *answer;   /* box: buttons, entry or options */
  GtkWidget *yes, *no; /* toggles, of a yes or no question */
  GtkEntry *value;
  GPtrArray *options; /* GtkToggleButton, the good ones first; borrowed */
  GtkLabel *state;
  GtkWidget *hazard; /* button */
  GtkWidget *bad;    /* revealer */
  GtkEntry *note;
  GtkEntry *no_photo;
  GtkWidget *photo_button;
  GtkLabel *problem;

  AnlanRecord *item;   /* NULL until a line is set */
  AnlanRecord *stored; /* answer, or NULL */
  AnlanFile *photo;    /* or NULL */
  char *choice;        /* text of the option chosen */
  guint place;
  gboolean open;
  gboolean ok;
  gboolean judged;  /* somebody has said so, rather than the value */
  gboolean pending; /* on its way */
  gboolean quiet;   /* buttons are being set */
};

G_DEFINE_FINAL_TYPE (AnlanRoundItem, anlan_round_item, GTK_TYPE_WIDGET)

enum
{
  ANSWERED,
  HAZARD,
  PHOTO,
  SKIP,
  MOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- what it is -------------------------------------------------------------------------------------------------------- */

static gboolean
is_a (AnlanRoundItem *self, const char *answers)
{
  return self->item != NULL && g_strcmp0 (anlan_record_get_text (self->item, "answers"), answers) == 0;
}

static gboolean
wants_photo (AnlanRoundItem *self)
{
  return anlan_value_get_integer (anlan_record_get (self->item, "photo_when_bad"), 0) != 0;
}

static gboolean
has_photo (AnlanRoundItem *self)
{
  return self->photo != NULL ||
         (self->stored != NULL && !anlan_value_is_null (anlan_record_get (self->stored, "photos")));
}

static gboolean
read_value (AnlanRoundItem *self, double *value)
{
  return anlan_text_to_number (gtk_editable_get_text (GTK_EDITABLE (self->value)), value, NULL);
}

static gboolean
is_within (AnlanRoundItem *self, double value)
{
  return value >= anlan_value_get_real (anlan_record_get (self->item, "low"), -INFINITY) &&
         value <= anlan_value_get_real (anlan_record_get (self->item, "high"), INFINITY);
}

static const char *
text_of (GtkEntry *entry)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  return text[0] != '\0' ? text : NULL;
}

/* --- going on ------------------------------------------------------------------------------------------------------------- */

static void
open_bad (AnlanRoundItem *self, gboolean open)
{
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->bad), open);
  gtk_widget_set_visible (self->bad, open);
  gtk_widget_set_visible (GTK_WIDGET (self->no_photo), open && wants_photo (self) && !has_photo (self));
}

static void
give (AnlanRoundItem *self, gboolean hazard)
{
  if (!self->open || self->pending)
    return;
  anlan_round_item_set_problem (self, NULL);
  self->pending = TRUE;
  g_signal_emit (self, signals[ANSWERED], 0, hazard);
}

/* What is in order is stored at once; what is not first asks for words. */
static void
say (AnlanRoundItem *self, gboolean ok)
{
  self->ok = ok;
  if (ok)
    {
      open_bad (self, FALSE);
      give (self, FALSE);
      return;
    }
  open_bad (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->note));
}

static void
say_value (AnlanRoundItem *self)
{
  double value;

  if (text_of (self->value) == NULL)
    g_signal_emit (self, signals[MOVE], 0, 1);
  else if (!read_value (self, &value))
    anlan_round_item_set_problem (self, _ ("This is no number."));
  else
    {
      self->judged = FALSE;
      say (self, is_within (self, value));
    }
}

static void
say_choice (AnlanRoundItem *self, guint place)
{
  GtkToggleButton *button;

  if (place >= self->options->len)
    return;
  button = g_ptr_array_index (self->options, place);
  self->quiet = TRUE;
  gtk_toggle_button_set_active (button, TRUE);
  self->quiet = FALSE;
  g_free (self->choice);
  self->choice = g_strdup (g_object_get_data (G_OBJECT (button), "anlan-option"));
  self->judged = FALSE;
  say (self, g_object_get_data (G_OBJECT (button), "anlan-good") != NULL);
}

static void
say_yesno (AnlanRoundItem *self, gboolean ok)
{
  self->quiet = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ok ? self->yes : self->no), TRUE);
  self->quiet = FALSE;
  self->judged = TRUE;
  say (self, ok);
}

/* Words for what is not in order. The photo, or why there is none, is asked for before it is stored. */
static void
end_words (AnlanRoundItem *self, gboolean hazard)
{
  if (wants_photo (self) && !has_photo (self) && text_of (self->no_photo) == NULL)
    {
      anlan_round_item_set_problem (self, _ ("Add a photo, or say why there is none."));
      gtk_widget_set_visible (GTK_WIDGET (self->no_photo), TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->no_photo));
      return;
    }
  give (self, hazard);
}

/* --- keys ------------------------------------------------------------------------------------------------------------------ */

static gboolean
is_in (AnlanRoundItem *self, GtkEntry *entry)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (entry));
}

static gboolean
take_letter (AnlanRoundItem *self, guint key)
{
  switch (gdk_keyval_to_lower (key))
    {
    case GDK_KEY_h:
      if (self->stored != NULL)
        g_signal_emit (self, signals[HAZARD], 0);
      return TRUE;
    case GDK_KEY_p:
      g_signal_emit (self, signals[PHOTO], 0);
      return TRUE;
    case GDK_KEY_s:
      g_signal_emit (self, signals[SKIP], 0);
      return TRUE;
    case GDK_KEY_y:
      if (!is_a (self, "yesno"))
        return FALSE;
      say_yesno (self, TRUE);
      return TRUE;
    case GDK_KEY_n:
      if (is_a (self, "choice"))
        return FALSE;
      /* A value within its limits can still be wrong, as where the gauge sticks. */
      self->judged = TRUE;
      if (is_a (self, "yesno"))
        say_yesno (self, FALSE);
      else
        say (self, FALSE);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
take_digit (AnlanRoundItem *self, guint key)
{
  guint32 character = gdk_keyval_to_unicode (key);
  int digit = g_unichar_digit_value (character);

  if (digit < 1 || is_a (self, "value"))
    return FALSE;
  if (is_a (self, "choice"))
    say_choice (self, (guint)digit - 1);
  else if (digit <= 2)
    say_yesno (self, digit == 1);
  return TRUE;
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, AnlanRoundItem *self)
{
  gboolean words = is_in (self, self->note) || is_in (self, self->no_photo);
  gboolean enter = key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter;

  if (key == GDK_KEY_Down || key == GDK_KEY_Up)
    {
      g_signal_emit (self, signals[MOVE], 0, key == GDK_KEY_Down ? 1 : -1);
      return TRUE;
    }
  if (!self->open || (state & GDK_ALT_MASK) != 0)
    return FALSE;
  if (words)
    {
      if (enter)
        end_words (self, (state & GDK_CONTROL_MASK) != 0);
      return enter;
    }
  if ((state & GDK_CONTROL_MASK) != 0)
    return FALSE;
  if (enter && is_a (self, "value"))
    say_value (self);
  else if (enter && gtk_widget_is_focus (GTK_WIDGET (self)))
    g_signal_emit (self, signals[MOVE], 0, 1);
  else
    return !enter && (take_letter (self, key) || take_digit (self, key));
  return TRUE;
}

/* --- pointer --------------------------------------------------------------------------------------------------------------- */

static void
toggled_cb (GtkToggleButton *button, AnlanRoundItem *self)
{
  guint place;

  if (self->quiet || !gtk_toggle_button_get_active (button))
    return;
  if (GTK_WIDGET (button) == self->yes || GTK_WIDGET (button) == self->no)
    say_yesno (self, GTK_WIDGET (button) == self->yes);
  else if (g_ptr_array_find (self->options, button, &place))
    say_choice (self, place);
}

static void
photo_cb (AnlanRoundItem *self)
{
  g_signal_emit (self, signals[PHOTO], 0);
}

static void
hazard_cb (AnlanRoundItem *self)
{
  const char *id = self->stored != NULL ? anlan_record_get_text (self->stored, "hazard") : NULL;

  if (id != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "record.open", "(ss)", "hazard", id);
  else
    g_signal_emit (self, signals[HAZARD], 0);
}

/* --- showing ------------------------------------------------------------------------------------------------------------------ */

static GtkWidget *
add_toggle (AnlanRoundItem *self, const char *label, GtkWidget *group)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  if (group != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (group));
  /* Tab goes from question to question. */
  gtk_widget_set_focusable (button, FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, 0);
  gtk_box_append (GTK_BOX (self->answer), button);
  return button;
}

static void
add_options (AnlanRoundItem *self, const char *field, gboolean good)
{
  const char *text = anlan_record_get_text (self->item, field);
  g_auto (GStrv) lines = g_strsplit_set (text != NULL ? text : "", "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *label = NULL;
      GtkWidget *button;

      if (lines[i][0] == '\0')
        continue;
      label = g_strdup_printf ("%u %s", self->options->len + 1, lines[i]);
      button = add_toggle (self, label, self->options->len > 0 ? g_ptr_array_index (self->options, 0) : NULL);
      g_object_set_data_full (G_OBJECT (button), "anlan-option", g_strdup (lines[i]), g_free);
      g_object_set_data (G_OBJECT (button), "anlan-good", good ? button : NULL);
      g_ptr_array_add (self->options, button);
    }
}

/* "1 to 1.4 MPa", "at most 60 °C". */
static char *
say_limits (AnlanRoundItem *self)
{
  const AnlanValue *low = anlan_record_get (self->item, "low"), *high = anlan_record_get (self->item, "high");
  const char *unit = anlan_record_get_text (self->item, "measured_in");
  double from = anlan_value_get_real (low, 0), to = anlan_value_get_real (high, 0);

  unit = unit != NULL ? unit : "";
  if (!anlan_value_is_null (low) && !anlan_value_is_null (high))
    return g_strdup_printf (_ ("%g to %g %s"), from, to, unit);
  if (!anlan_value_is_null (low))
    return g_strdup_printf (_ ("at least %g %s"), from, unit);
  if (!anlan_value_is_null (high))
    return g_strdup_printf (_ ("at most %g %s"), to, unit);
  return g_strdup (unit);
}

static void
add_value (AnlanRoundItem *self)
{
  g_autofree char *limits = say_limits (self);
  GtkWidget *label = gtk_label_new (limits);

  self->value = GTK_ENTRY (gtk_entry_new ());
  gtk_editable_set_width_chars (GTK_EDITABLE (self->value), 8);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->value), 8);
  gtk_entry_set_input_purpose (self->value, GTK_INPUT_PURPOSE_NUMBER);
  gtk_widget_add_css_class (GTK_WIDGET (self->value), "numeric");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->value), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  anlan_record_get_text (self->item, "question"), -1);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (self->answer), label);
  gtk_box_append (GTK_BOX (self->answer), GTK_WIDGET (self->value));
}

static void
show_question (AnlanRoundItem *self)
{
  const char *how = anlan_record_get_text (self->item, "how");
  g_autofree char *text =
      g_strdup_printf ("%u  %s", self->place, anlan_record_get_text (self->item, "question"));

  gtk_label_set_label (self->question, text);
  gtk_label_set_label (self->how, how != NULL ? how : "");
  gtk_widget_set_visible (GTK_WIDGET (self->how), how != NULL);
  if (is_a (self, "value"))
    add_value (self);
  else if (is_a (self, "choice"))
    {
      add_options (self, "good_options", TRUE);
      add_options (self, "bad_options", FALSE);
    }
  else
    {
      self->yes = add_toggle (self, _ ("1 In order"), NULL);
      self->no = add_toggle (self, _ ("2 Not in order"), self->yes);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* The answer as it is stored, in the widgets; where nothing is stored they stay as they are. */
static void
show_stored (AnlanRoundItem *self)
{
  gboolean ok = anlan_value_get_integer (anlan_record_get (self->stored, "ok"), 0) != 0;
  const char *note = anlan_record_get_text (self->stored, "note");
  const char *choice = anlan_record_get_text (self->stored, "choice");
  const AnlanValue *value = anlan_record_get (self->stored, "value");

  self->quiet = TRUE;
  if (self->yes != NULL)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ok ? self->yes : self->no), TRUE);
  for (guint i = 0; i < self->options->len; i++)
    if (g_strcmp0 (g_object_get_data (g_ptr_array_index (self->options, i), "anlan-option"), choice) == 0)
      gtk_toggle_button_set_active (g_ptr_array_index (self->options, i), TRUE);
  if (self->value != NULL && !anlan_value_is_null (value) && !is_in (self, self->value))
    {
      g_autofree char *text = g_strdup_printf ("%g", anlan_value_get_real (value, 0));

      gtk_editable_set_text (GTK_EDITABLE (self->value), text);
    }
  if (note != NULL && !is_in (self, self->note))
    gtk_editable_set_text (GTK_EDITABLE (self->note), note);
  self->quiet = FALSE;
}

/* In words and by an icon, never by colour alone. */
static void
show_state (AnlanRoundItem *self)
{
  gboolean bad =
      self->stored != NULL && anlan_value_get_integer (anlan_record_get (self->stored, "ok"), 1) == 0;
  gboolean has_hazard = bad && anlan_record_get_text (self->stored, "hazard") != NULL;

  gtk_label_set_label (self->state, self->stored == NULL ? ""
                                    : bad                ? _ ("✗ not in order")
                                                         : _ ("✓ in order"));
  gtk_widget_set_visible (self->hazard, bad);
  gtk_button_set_label (GTK_BUTTON (self->hazard), has_hazard ? _ ("Hazard") : _ ("H Make it a hazard"));
  gtk_widget_set_sensitive (self->hazard, has_hazard || self->open);
  if (bad)
    open_bad (self, TRUE);
  else if (self->stored != NULL && !is_in (self, self->note))
    open_bad (self, FALSE);
}

void
anlan_round_item_set_line (AnlanRoundItem *item, const AnlanRoundLine *line, gboolean open)
{
  g_return_if_fail (ANLAN_IS_ROUND_ITEM (item) && line != NULL);

  if (item->item == NULL)
    {
      item->item = anlan_record_ref (line->item);
      show_question (item);
    }
  item->open = open;
  if (line->answer != NULL && (item->stored == NULL || g_strcmp0 (item->stored->rev, line->answer->rev) != 0))
    {
      g_clear_pointer (&item->stored, anlan_record_unref);
      item->stored = anlan_record_ref (line->answer);
      item->pending = FALSE;
      g_clear_pointer (&item->photo, anlan_file_free);
      show_stored (item);
    }
  gtk_widget_set_sensitive (item->answer, open);
  show_state (item);
}

const char *
anlan_round_item_get_id (AnlanRoundItem *item)
{
  g_return_val_if_fail (ANLAN_IS_ROUND_ITEM (item) && item->item != NULL, NULL);

  return item->item->id;
}

gboolean
anlan_round_item_is_answered (AnlanRoundItem *item)
{
  g_return_val_if_fail (ANLAN_IS_ROUND_ITEM (item), FALSE);

  return item->stored != NULL || item->pending;
}

void
anlan_round_item_get_found (AnlanRoundItem *item, AnlanFound *found)
{
  g_return_if_fail (ANLAN_IS_ROUND_ITEM (item) && found != NULL);

  *found = (AnlanFound){
    .judge = !item->judged,
    .ok = item->ok,
    .value = NAN,
    .choice = item->choice,
    .note = item->ok ? NULL : text_of (item->note),
    .no_photo = item->ok ? NULL : text_of (item->no_photo),
    .photo = item->photo != NULL ? item->photo->sha256 : NULL,
  };
  if (item->value != NULL && !read_value (item, &found->value))
    found->value = NAN;
}

void
anlan_round_item_set_problem (AnlanRoundItem *item, const char *problem)
{
  g_return_if_fail (ANLAN_IS_ROUND_ITEM (item));

  if (problem != NULL)
    item->pending = FALSE;
  gtk_label_set_label (item->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (item->problem), problem != NULL);
}

void
anlan_round_item_set_photo (AnlanRoundItem *item, const AnlanFile *file)
{
  g_return_if_fail (ANLAN_IS_ROUND_ITEM (item) && file != NULL);

  g_clear_pointer (&item->photo, anlan_file_free);
  item->photo = anlan_file_copy (file);
  gtk_button_set_label (GTK_BUTTON (item->photo_button), file->name);
  gtk_widget_set_visible (GTK_WIDGET (item->no_photo), FALSE);
  anlan_round_item_set_problem (item, NULL);
}

const AnlanFile *
anlan_round_item_get_photo (AnlanRoundItem *item)
{
  g_return_val_if_fail (ANLAN_IS_ROUND_ITEM (item), NULL);

  return item->photo;
}

void
anlan_round_item_focus (AnlanRoundItem *item)
{
  g_return_if_fail (ANLAN_IS_ROUND_ITEM (item));

  if (item->value != NULL && item->open)
    gtk_widget_grab_focus (GTK_WIDGET (item->value));
  else
    gtk_widget_grab_focus (GTK_WIDGET (item));
}

/* --- object -------------------------------------------------------------------------------------------------------------------- */

static void
anlan_round_item_dispose (GObject *object)
{
  AnlanRoundItem *self = ANLAN_ROUND_ITEM (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (anlan_round_item_parent_class)->dispose (object);
}

static void
anlan_round_item_finalize (GObject *object)
{
  AnlanRoundItem *self = ANLAN_ROUND_ITEM (object);

  g_clear_pointer (&self->item, anlan_record_unref);
  g_clear_pointer (&self->stored, anlan_record_unref);
  g_clear_pointer (&self->photo, anlan_file_free);
  g_ptr_array_unref (self->options);
  g_free (self->choice);
  G_OBJECT_CLASS (anlan_round_item_parent_class)->finalize (object);
}

static void
anlan_round_item_class_init (AnlanRoundItemClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_round_item_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_round_item_finalize;
  signals[ANSWERED] =
      g_signal_new ("answered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[HAZARD] = g_signal_new ("hazard", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PHOTO] = g_signal_new ("photo", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SKIP] = g_signal_new ("skip", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MOVE] =
      g_signal_new ("move", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "rounditem");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkLabel *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkEntry *
add_entry (GtkWidget *box, const char *what)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_box_append (GTK_BOX (box), entry);
  return GTK_ENTRY (entry);
}

static void
make_bad (AnlanRoundItem *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->bad = gtk_revealer_new ();
  self->note = add_entry (box, _ ("What is wrong? Enter stores it, Ctrl+Enter makes it a hazard too"));
  self->no_photo = add_entry (box, _ ("Why is there no photo?"));
  self->photo_button = gtk_button_new_with_label (_ ("P Photo…"));
  g_signal_connect_object (self->photo_button, "clicked", G_CALLBACK (photo_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->photo_button);
  gtk_revealer_set_child (GTK_REVEALER (self->bad), box);
  gtk_widget_set_visible (self->bad, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->bad);
}

static void
make_line (AnlanRoundItem *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->question = add_label (words, NULL);
  self->how = add_label (words, "dim-label");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), words);
  self->answer = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_valign (self->answer, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), self->answer);
  self->state = add_label (line, "dim-label");
  gtk_label_set_width_chars (self->state, 12);
  self->hazard = gtk_button_new ();
  gtk_widget_set_focusable (self->hazard, FALSE);
  gtk_widget_set_valign (self->hazard, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->hazard, "clicked", G_CALLBACK (hazard_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (line), self->hazard);
  gtk_box_append (GTK_BOX (self->box), line);
}

static void
anlan_round_item_init (AnlanRoundItem *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->options = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  make_line (self);
  make_bad (self);
  self->problem = add_label (self->box, "field-problem");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  /* Before the entries take the keys. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

AnlanRoundItem *
anlan_round_item_new (guint place)
{
  AnlanRoundItem *self = g_object_new (ANLAN_TYPE_ROUND_ITEM, NULL);

  self->place = place;
  return self;
}
