"""What is kept from one audit to the next: sites, audits, findings, decisions, and the evidence itself.

`auditor.store.store` is the way in; nothing above it sees a table or a query.
"""
