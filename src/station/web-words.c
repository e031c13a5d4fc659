/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What stands in the templates, in the order of their ids. Those of "js-" are for the pages' script. */
static const struct
{
  const char *id;
  const char *text;
} words[] = {
  { "duties-none", N_ ("Nothing is owed just now.") },
  { "duties-title", N_ ("What I owe") },
  { "duty-answer", N_ ("Answer") },
  { "duty-ask", N_ ("Ask back") },
  { "duty-ask-help", N_ ("Your question goes to who gave the order, and stays with the record.") },
  { "duty-back", N_ ("All my duties") },
  { "duty-hand-over", N_ ("Hand over") },
  { "duty-more", N_ ("Further details") },
  { "duty-old", N_ ("Photo from before: take the new one from the same spot") },
  { "duty-question", N_ ("Question") },
  { "duty-reason", N_ ("Reason") },
  { "duty-send", N_ ("Send") },
  { "duty-to", N_ ("To whom (name or employee number)") },
  { "duty-unanswered", N_ ("No answer yet") },
  { "duty-values", N_ ("The record") },
  { "elsewhere", N_ ("Go on") },
  { "field-none", N_ ("Not chosen") },
  { "field-required", N_ ("required") },
  { "js-camera", N_ ("Take the photo") },
  { "js-gone", N_ ("What was kept on this phone has been sent and stored.") },
  { "js-kept",
    N_ ("There is no connection to the station. This is kept on this phone and is sent by itself as soon as "
        "there is one. Leave this page open, or open it again later.") },
  { "js-large", N_ ("This picture could not be made smaller. It is sent as it is.") },
  { "js-old", N_ ("Photo from before") },
  { "js-refused", N_ ("The station did not take what was kept on this phone:") },
  { "js-sending", N_ ("Sending…") },
  { "js-waiting", N_ ("Waiting to be sent: %s. It is kept on this phone and goes by itself as soon as the "
                      "station can be reached.") },
  { "leave", N_ ("Sign out on this phone") },
  { "left-help", N_ ("Your personal link and PIN bring you back.") },
  { "left-title", N_ ("You are signed out") },
  { "link-forgot", N_ ("If you do not know the PIN, ask the safety office for another one.") },
  { "link-hello", N_ ("Personal page of") },
  { "link-pin", N_ ("PIN") },
  { "link-send", N_ ("Sign in") },
  { "link-title", N_ ("Sign in") },
  { "menu-duties", N_ ("My duties") },
  { "menu-label", N_ ("Pages") },
  { "menu-muster", N_ ("Muster") },
  { "menu-read", N_ ("To read") },
  { "menu-rounds", N_ ("Rounds") },
  { "menu-status", N_ ("Status of a report") },
  { "muster-drill", N_ ("This is a drill") },
  { "muster-me", N_ ("I am here") },
  { "muster-names", N_ ("Who is with you?") },
  { "muster-names-help", N_ ("Names or employee numbers, one a line.") },
  { "muster-none", N_ ("No evacuation is running.") },
  { "muster-others", N_ ("How many more, without names?") },
  { "muster-send", N_ ("Count us") },
  { "muster-title", N_ ("Muster point") },
  { "muster-where", N_ ("Where are you?") },
  { "read-back", N_ ("All documents") },
  { "read-confirm", N_ ("I have read and understood it") },
  { "read-done", N_ ("You have confirmed it:") },
  { "read-effective", N_ ("In force from") },
  { "read-none", N_ ("There is nothing to read just now.") },
  { "read-paper", N_ ("Open file") },
  { "read-title", N_ ("Read and understood") },
  { "read-version", N_ ("Version") },
  { "report-at", N_ ("Place") },
  { "report-class", N_ ("How urgent is it?") },
  { "report-class-first", N_ ("Danger to life: act now") },
  { "report-class-second", N_ ("Serious: today") },
  { "report-class-third", N_ ("Not urgent") },
  { "report-code", N_ ("Your receipt code") },
  { "report-code-help",
    N_ ("Write it down or take a picture of it. With it you can see how far your report is.") },
  { "report-danger", N_ ("If somebody is in danger, call for help first.") },
  { "report-done", N_ ("Your report has been stored") },
  { "report-more", N_ ("Report something else here") },
  { "report-name", N_ ("Your name or employee number") },
  { "report-name-help", N_ ("Leave it empty to report anonymously: then nothing about you is kept.") },
  { "report-next", N_ ("Somebody of the safety office looks at it now.") },
  { "report-note", N_ ("What else do you know?") },
  { "report-note-help", N_ ("What you heard or smelt, what it was last time.") },
  { "report-photo", N_ ("Photo") },
  { "report-photo-help", N_ ("The camera opens. Do not go closer for a photo than is safe.") },
  { "report-round", N_ ("On my round: go on at") },
  { "report-send", N_ ("Send the report") },
  { "report-status", N_ ("See how far it is") },
  { "report-title", N_ ("Report a hazard") },
  { "report-what", N_ ("What have you seen?") },
  { "report-what-help", N_ ("Four letters or more. The microphone of your keyboard writes for you.") },
  { "report-who", N_ ("Who reports it?") },
  { "report-who-me", N_ ("With my name") },
  { "report-who-none", N_ ("Anonymously") },
  { "round-arrived", N_ ("There at") },
  { "round-bad", N_ ("Not in order") },
  { "round-good", N_ ("In order") },
  { "round-here", N_ ("I am here") },
  { "round-left", N_ ("open:") },
  { "round-more", N_ ("Note and photo") },
  { "round-note", N_ ("Note") },
  { "round-scanned", N_ ("code scanned") },
  { "round-skip", N_ ("Leave this point out") },
  { "round-skipped", N_ ("Left out") },
  { "round-store", N_ ("Store this point") },
  { "round-value", N_ ("Value") },
  { "rounds-back", N_ ("All my rounds") },
  { "rounds-none", N_ ("No round is waiting for you today.") },
  { "rounds-title", N_ ("Rounds of today") },
  { "sorry-title", N_ ("That did not work") },
  { "status-after", N_ ("Photos after") },
  { "status-before", N_ ("Photos before") },
  { "status-code", N_ ("Receipt code") },
  { "status-code-help", N_ ("Twelve letters and digits, as they stood below your report.") },
  { "status-done", N_ ("Done") },
  { "status-now", N_ ("Now") },
  { "status-number", N_ ("Number") },
  { "status-received", N_ ("Received") },
  { "status-send", N_ ("Show") },
  { "status-title", N_ ("Status of a report") },
  { "status-way", N_ ("What has happened so far") },
  { "status-work", N_ ("In progress") },
  { "verify-bad", N_ ("Not genuine") },
  { "verify-changed", N_ ("Last change") },
  { "verify-expired", N_ ("It counted only until") },
  { "verify-good", N_ ("Genuine") },
  { "verify-now", N_ ("Looked at") },
  { "verify-state", N_ ("State now") },
  { "verify-title", N_ ("Is this paper genuine?") },
  { "verify-voided", N_ ("This record has been voided and does not count any more.") },
};

const char *
web_word (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].id, id) == 0)
      return g_dgettext (GETTEXT_PACKAGE, words[i].text);
  return NULL;
}

const char *const *
web_words (void)
{
  static const char *ids[G_N_ELEMENTS (words) + 1];
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        ids[i] = words[i].id;
      g_once_init_leave (&once, 1);
    }
  return ids;
}
