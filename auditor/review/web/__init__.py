"""The review application: Starlette on the store, templates, and htmx from a local file. `app.create_app` makes it."""
