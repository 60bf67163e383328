"""Review: what changed between audits, what was decided about a finding, and the application for both."""
