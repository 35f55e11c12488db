"""Closed tours through places: read, searched for, proven, drawn."""
