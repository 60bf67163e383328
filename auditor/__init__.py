"""Audits what a website's privacy and cookie policy says against what the site does."""
