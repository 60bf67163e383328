"""Compares what was declared with what was observed: verdicts of claims, findings, outcomes of checks. Pure."""
