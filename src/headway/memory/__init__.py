"""Memory that processes share: a segment is written once, sent as a descriptor, and mapped by every reader."""
