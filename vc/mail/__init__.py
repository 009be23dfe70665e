"""Mail: invitations, reminders and alarms, one row per message, kept in an outbox."""
