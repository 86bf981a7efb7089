from __future__ import annotations

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

# Hashing is the database's business, so that no way to write a line can leave it out. `accounts.people.ledger` reads the same.
CHAIN = """
CREATE FUNCTION accounts_consent_sha256(line accounts_consentrecord) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(json_build_array(
        line.seq::text, line.previous_sha256, line.id::text, line.person_id::text, line.purpose, line.act,
        line.text_version, line.text_sha256, line.language, line.method, coalesce(line.given_by_id::text, ''),
        coalesce(line.invitation_id::text, ''), to_char(line.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    )::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION accounts_chain_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    -- Until the transaction ends: two lines must never follow the same one.
    PERFORM pg_advisory_xact_lock(7091843001);
    SELECT seq, sha256 INTO last FROM accounts_consentrecord ORDER BY seq DESC LIMIT 1;
    NEW.at := clock_timestamp();
    NEW.seq := coalesce(last.seq, 0) + 1;
    NEW.previous_sha256 := coalesce(last.sha256, '');
    NEW.sha256 := accounts_consent_sha256(NEW);
    RETURN NEW;
END
$$;

DO $$
DECLARE
    line accounts_consentrecord;
    place bigint := 0;
    last text := '';
BEGIN
    FOR line IN SELECT * FROM accounts_consentrecord ORDER BY at, act, id LOOP
        place := place + 1;
        line.seq := place;
        line.previous_sha256 := last;
        last := accounts_consent_sha256(line);
        UPDATE accounts_consentrecord SET seq = place, previous_sha256 = line.previous_sha256, sha256 = last
            WHERE id = line.id;
    END LOOP;
END
$$;

CREATE TRIGGER consent_is_chained BEFORE INSERT ON accounts_consentrecord
    FOR EACH ROW EXECUTE FUNCTION accounts_chain_consent();
CREATE TRIGGER consent_is_append_only BEFORE UPDATE OR DELETE ON accounts_consentrecord
    FOR EACH ROW EXECUTE FUNCTION accounts_refuse_consent_change();
CREATE TRIGGER consent_is_never_emptied BEFORE TRUNCATE ON accounts_consentrecord
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse_consent_change();
"""
OPEN = """
DROP TRIGGER consent_is_dated_by_the_database ON accounts_consentrecord;
DROP FUNCTION accounts_date_consent();
DROP TRIGGER consent_is_append_only ON accounts_consentrecord;
"""


def say_who_answers(apps, schema_editor) -> None:
    """Whoever agreed for themselves before is the account holder."""
    own = apps.get_model("accounts", "ConsentRecord").objects.filter(method="self").values("person_id")
    people = apps.get_model("accounts", "Person").objects.filter(pk__in=own)
    people.update(standing="me", account=models.F("owner"))


class Migration(migrations.Migration):
    """One way only: the names that the ledger gives up here are gone."""

    dependencies = [("accounts", "0003_consent_is_dated_by_the_database")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="standing",
            field=models.CharField(
                choices=[
                    ("me", "the account holder"),
                    ("invited", "invited, and answers for themselves"),
                    ("attested", "on the word of the account holder"),
                ],
                default="attested",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="account",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="own_entries",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(say_who_answers),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="accounts.person"
                    ),
                ),
            ],
            options={"verbose_name": "invitation", "verbose_name_plural": "invitations", "ordering": ["-created_at"]},
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("person_id", models.UUIDField(unique=True)),
                ("owner_id", models.UUIDField(db_index=True)),
                ("account_id", models.UUIDField(db_index=True, null=True)),
                ("invitation_ids", models.JSONField(default=list)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("withdrawn", "consent was withdrawn"),
                            ("refused", "consent was refused"),
                            ("deleted", "deleted by the account holder"),
                            ("account", "the account was closed"),
                            ("partner", "the other parent's consent ended"),
                            ("expired", "the time was over"),
                        ],
                        max_length=20,
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                ("folders", models.JSONField(default=list)),
                ("requested_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("destroyed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "indexes": [
                    models.Index(
                        condition=models.Q(("destroyed_at", None)), fields=["requested_at"], name="erasure_to_do"
                    )
                ],
            },
        ),
        migrations.RunSQL(OPEN, elidable=False),
        migrations.RemoveIndex(model_name="consentrecord", name="consent_latest_first"),
        migrations.RemoveField(model_name="consentrecord", name="person_label"),
        migrations.AlterField(model_name="consentrecord", name="person_id", field=models.UUIDField()),
        migrations.AlterField(
            model_name="consentrecord",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("compute", "computing a child's picture"),
                    ("keep", "keeping the photos and the pictures"),
                    ("publish", "showing the pictures to others"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="consentrecord",
            name="act",
            field=models.CharField(
                choices=[
                    ("given", "given"),
                    ("refused", "refused"),
                    ("withdrawn", "withdrawn"),
                    ("expired", "expired"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="consentrecord",
            name="method",
            field=models.CharField(
                choices=[
                    ("self", "by the person shown"),
                    ("attested", "by someone who says that the person agreed"),
                    ("invited", "by the person shown, over a link"),
                    ("site", "by the site, because the time was over"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(model_name="consentrecord", name="invitation_id", field=models.UUIDField(null=True)),
        migrations.AddField(
            model_name="consentrecord", name="seq", field=models.BigIntegerField(db_default=0, editable=False)
        ),
        migrations.AddField(
            model_name="consentrecord",
            name="previous_sha256",
            field=models.CharField(db_default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="consentrecord",
            name="sha256",
            field=models.CharField(db_default="", editable=False, max_length=64),
        ),
        migrations.RunSQL(CHAIN, elidable=False),
        migrations.AlterField(
            model_name="consentrecord",
            name="seq",
            field=models.BigIntegerField(db_default=0, editable=False, unique=True),
        ),
        migrations.AddIndex(
            model_name="consentrecord",
            index=models.Index(fields=["person_id", "purpose", "-seq"], name="consent_latest_first"),
        ),
    ]
