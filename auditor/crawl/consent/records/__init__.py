"""Reads consent managers' own records of a choice: a module a kind of manager, and the words of home-made ones."""

from auditor.crawl.consent.records.reading import read_commands, read_on, read_records

__all__ = ["read_commands", "read_on", "read_records"]
