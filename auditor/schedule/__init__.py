"""Audits that start by themselves: when, by whom, with what courtesy, and who is told."""
