"""The schema: every step is taken with data in the tables, and ends where the present release is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import auditor.store
from auditor.errors import StoreError
from auditor.store.database import Database
from auditor.store.schema import bring_up_to_date, revision_of
from auditor.store.store import Store
from auditor.store.tables import HEAD, VERSION_TABLE, metadata
from tests.unit.store.store_builders import NOON

#: Rows as release 0001 wrote them; times as each database had them.
OLD_ROWS = (
    "INSERT INTO sites (id, url, host, domain, label, settings, added_at) VALUES (7, 'https://oud.example/', "
    "'oud.example', 'oud.example', 'Oud', '{\"pages\": 3}', :moment)",
    "INSERT INTO audits (id, site_id, source, state, requested_at, started_at, severities, verdicts) VALUES "
    "('00000000-0000-4000-8000-000000000001', 7, 'command', 'done', :moment, :moment, '{\"serious\": 2}', '{}')",
    'INSERT INTO findings (audit_id, finding_id, "check", severity, subject_kind, subject_name, title_nl, title_en, '
    "evidence_sha256) VALUES ('00000000-0000-4000-8000-000000000001', 'f1', 'undeclared_cookie', 'serious', 'cookie', "
    "'_gs', 'Een koekje', 'A cookie', '" + "a" * 64 + "')",
    "INSERT INTO decisions (site_id, finding_id, at, \"by\", kind, reason, previous_sha256, sha256) VALUES (7, 'f1', "
    ":moment, 'Ada', 'comment', 'Gezien', '" + "0" * 64 + "', '" + "b" * 64 + "')",
)


def test_data_of_the_first_revision_is_there_after_the_last(database: Database, tmp_path: Path) -> None:
    bring_up_to_date(database, "0001")
    moment = NOON.replace(tzinfo=None) if database.is_sqlite else NOON
    with database.writing() as connection:
        for row in OLD_ROWS:
            connection.execute(text(row), {"moment": _bound(moment, database)})
    bring_up_to_date(database)
    store = Store(database, tmp_path)
    site = store.site("oud.example")
    assert site is not None
    assert (site.id, site.settings, site.added_at) == (7, {"pages": 3}, NOON)
    audit = store.audits(site)[0]
    assert (audit.attempt, audit.severities, audit.started_at) == (1, {"serious": 2}, NOON)
    assert [finding.finding_id for finding in store.findings(audit)] == ["f1"]
    assert [decision.reason for decision in store.decisions(site)] == ["Gezien"]
    store.decide(site, "f1", "to_fix", "Ada", due=dt.date(2026, 5, 1))
    store.add_user("Ada", "$argon2id$hash", "reviewer")
    assert store.correct(site, "c" * 64, "claims: []", "Ada").at.tzinfo is dt.UTC
    assert store.add_site("nieuw.example").id > 7 or not database.is_sqlite


def _bound(moment: dt.datetime, database: Database) -> object:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if database.is_sqlite else moment


def test_the_migrated_schema_is_that_of_the_tables(database: Database) -> None:
    bring_up_to_date(database)
    with database.reading() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
        names = {index["name"] for table in metadata.tables for index in inspect(connection).get_indexes(table)}
    assert {"ix_audits_latest", "ix_audits_state", "ix_findings_finding_id"} <= names


def test_each_revision_follows_the_one_before_and_the_last_is_ours() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(auditor.store.__file__).parent / "migrations"))
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())
    assert scripts[0].revision == HEAD
    assert len(scripts) == int(HEAD)
    assert [script.down_revision for script in scripts[:-1]] == [script.revision for script in scripts[1:]]


def test_a_step_that_fails_leaves_the_database_as_it_was(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_up_to_date(database, "0001")
    monkeypatch.setattr("alembic.op.create_index", _fail)
    with pytest.raises(RuntimeError):
        bring_up_to_date(database)
    with database.reading() as connection:
        assert revision_of(connection) == "0001"
        assert not inspect(connection).has_table("users")
        assert "attempt" not in {column["name"] for column in inspect(connection).get_columns("audits")}


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("the power went")


def test_a_database_of_a_newer_release_is_refused_in_one_sentence(database: Database) -> None:
    bring_up_to_date(database)
    with database.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(StoreError, match="was made by a newer release of this tool; update the tool") as refused:
        bring_up_to_date(database)
    assert refused.value.exit_code == 5


def test_a_database_of_another_program_is_left_alone(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE sites (number INTEGER)"))
    with pytest.raises(StoreError, match="holds tables of another program"):
        bring_up_to_date(database)
    with database.reading() as connection:
        assert not inspect(connection).has_table("audits")


def test_beside_other_tables_there_is_room(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('theirs')"))
    bring_up_to_date(database)
    bring_up_to_date(database)
    with database.reading() as connection:
        assert revision_of(connection) == HEAD
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "theirs"
