"""The office's annual programme as data, and the demonstration that is made from it."""
