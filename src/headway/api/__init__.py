"""What people write: `task`, `Task`, `Session`, `gather` and the rest. Re-exported by `headway`."""
