"""The words of the languages that are read, one folder a language; the schema is in `declarations.language`."""
