"""Central path of a libtiktokrev model document, in plain Python."""
