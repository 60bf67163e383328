"""The revisions, each named after what it adds. A step that a release had is never changed afterwards."""
