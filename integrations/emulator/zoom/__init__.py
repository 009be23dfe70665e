"""Zoom, pretended."""
