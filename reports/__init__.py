"""The renderer: from an AuditResult, and nothing else, to the forms in which people read it."""
