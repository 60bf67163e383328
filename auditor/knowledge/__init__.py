"""Facts about vendors, cookies and laws as data files with a source each, and pure look-ups in them."""
