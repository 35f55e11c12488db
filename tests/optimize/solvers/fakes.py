"""Commands that stand in the place of a solver and behave badly."""

from __future__ import annotations

from pathlib import Path


def fake_command(folder: Path, name: str, script: str) -> None:
    """Put a shell script of this name into a folder."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    file.chmod(0o755)
