"""Weighs all signs of a sentence together: its words, what they stand for, what stands around it, what the rules found.

The rules of ``claims/`` know a claim by its phrase. Companies say the same in a thousand ways; what the rules do not
know, or know wrongly, is decided here by weights that were fitted to labelled policies (``tests/policies/marked``)."""
