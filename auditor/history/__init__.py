"""What lies between the audits of one site: what changed, where findings stand, how a text is to be read."""
