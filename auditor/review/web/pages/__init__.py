"""One module a page: each has ``PAGES``, and is named in `auditor.review.web.routes`."""
