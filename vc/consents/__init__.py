"""Consents: who let the office show their image, voice or words, where and until when."""
