"""The reader: turns the documents of a site into a Declaration. Pure: no network, process, clock or terminal."""
