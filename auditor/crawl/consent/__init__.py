"""Finds what asks for consent, makes the choice, and proves it by its effect."""
