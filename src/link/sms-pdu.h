/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Letters of one short message, and of one of several (3GPP TS 23.040, 9.2.3.24.1: the header takes six octets). */
#define ANLAN_SMS_SINGLE 70
#define ANLAN_SMS_PART 67

/**
 * anlan_sms_pdus:
 * @number: digits, with + before a country's code; blanks and dashes between them do not count
 * @text: UTF-8
 * @reference: tells the parts of this message from those of others
 * @most: parts; what does not fit is cut, and ends with …
 *
 * A short message as a modem takes it in its PDU mode: SMS-SUBMIT of 3GPP TS 23.040 in UCS2 (a character beyond the basic
 * plane is two letters, which stay together), in hexadecimal digits, with the number of the service centre that the card has.
 *
 * Returns: (element-type utf8) (transfer full): the parts; NULL where @number is none.
 */
GPtrArray *
anlan_sms_pdus (const char *number, const char *text, guint8 reference, guint most);

/* What AT+CMGS is told: its octets without the number of the centre (3GPP TS 27.005, 4.3). */
guint
anlan_sms_pdu_length (const char *pdu);

G_END_DECLS
