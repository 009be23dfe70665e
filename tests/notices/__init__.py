"""Tests of notices and the daily letter."""
