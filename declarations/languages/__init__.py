"""The words of the languages that are read, one file a language; the schema is in `declarations.language`."""
