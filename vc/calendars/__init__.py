"""The calendar pages and the iCal feeds."""
