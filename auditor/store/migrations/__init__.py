"""The steps that bring a database of an older release up to the present schema, one module a revision."""
