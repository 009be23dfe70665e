"""A message as mail programs and servers take it (RFC 5322, RFC 6047), written whole."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from integrations.contracts.mail import Envelope, Mail
from integrations.email_addresses import ascii_address
from integrations.errors import RejectedError

SEVEN_BIT = SMTP.clone(cte_type="7bit")
"""Every server takes it, also one that does not announce 8BITMIME."""
NOT_WRITTEN = "El mensaje no se pudo escribir; revise el nombre y la dirección de quien lo recibe."


def write(mail: Mail, *, is_draft: bool = False) -> Envelope:
    """Return a message as it is handed in. Raises RejectedError where it cannot be written.

    With `is_draft` the mail program that opens it as a file lets it be sent.
    """
    try:
        message = _written(mail)
        if is_draft:
            # Outlook shows a file without it as received, and cannot send it.
            message["X-Unsent"] = "1"
        to, sender = ascii_address(mail.to), ascii_address(mail.sender)
        return Envelope(sender, to, message.as_bytes())
    except Exception as error:
        # The library fails in many ways over what it cannot write, some of them its own faults.
        raise RejectedError(NOT_WRITTEN, vendor="smtp", operation="write") from error


def _written(mail: Mail) -> EmailMessage:
    """Return the message as it is sent: text, and the calendar entry as programs look for it.

    Outlook reads the alternative part, whose `method` must equal METHOD; others want the file.
    """
    message = EmailMessage(policy=SEVEN_BIT)
    message["From"] = _mailbox(mail.sender_name, mail.sender)
    message["To"] = _mailbox(mail.to_name, mail.to)
    if mail.reply_to:
        message["Reply-To"] = _mailbox(mail.sender_name, mail.reply_to)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = mail.sent_at
    message["Message-ID"] = f"<{mail.message_id}>"
    # RFC 3834: nobody's holiday reply is to answer it.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.calendar:
        text = mail.calendar.decode("utf-8")
        message.add_alternative(text, subtype="calendar", params={"method": mail.method})
        message.add_attachment(
            mail.calendar, maintype="application", subtype="ics", filename="sesion.ics"
        )
    return message


def _mailbox(name: str, address: str) -> Address:
    """Return a name and an address as a header carries them."""
    return Address(_one_line(name), addr_spec=ascii_address(address))


def _one_line(text: str) -> str:
    """Return a text without line breaks of any kind: a header that holds one is refused."""
    return " ".join(part.strip() for part in text.splitlines() if part.strip())
