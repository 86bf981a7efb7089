"""The statements that make a chain of a table, for the migration that makes the table."""

from __future__ import annotations

from collections.abc import Sequence

# Hashing is the database's business, so that no way to write a line can leave it out. `ChainedLine` computes the same.
_TRIGGERS = """
CREATE FUNCTION {table}_sha256(line {table}) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(json_build_array(
        line.seq::text, line.previous_sha256, line.id::text, {values},
        to_char(line.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    )::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION {table}_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    -- Until the transaction ends: two lines must never follow the same one.
    PERFORM pg_advisory_xact_lock({lock});
    SELECT seq, sha256, at INTO last FROM {table} ORDER BY seq DESC LIMIT 1;
    -- A clock that was set back dates no line before the one it follows; greatest() passes over the NULL of no line.
    NEW.at := greatest(clock_timestamp(), last.at);
    NEW.seq := coalesce(last.seq, 0) + 1;
    NEW.previous_sha256 := coalesce(last.sha256, '');
    NEW.sha256 := {table}_sha256(NEW);
    RETURN NEW;
END
$$;

CREATE FUNCTION {table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused. Add a line instead.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER is_chained BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_chain();
CREATE TRIGGER is_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_refuse_change();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse_change();
"""


def chain_table(table: str, columns: Sequence[str], *, lock: int) -> str:
    """Returns the SQL that chains the lines of a table and refuses every change of them.

    columns: those that the model names in `hashed`, in that order. lock: a number that no other table has.
    """
    values = ", ".join(f"coalesce(line.{column}::text, '')" for column in columns)
    return _TRIGGERS.format(table=table, values=values, lock=lock)
