"""The saved documents: Observation, Declaration, AuditResult, and what they are made of."""
