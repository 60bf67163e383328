"""Alembic's entry: runs the steps on the connection that `auditor.store.schema` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from auditor.store.tables import VERSION_TABLE, metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    # The transaction is the caller's: either all steps are kept, or none.
    transactional_ddl=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
