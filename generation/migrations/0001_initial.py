from __future__ import annotations

import secrets
import uuid
from functools import partial

import django.core.validators
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

from accounts.chains.triggers import chain_table

AUDIT = chain_table("generation_auditline", ["act", "actor_id", "case_id", "subject_id", "detail"], lock=7091843002)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0001_initial"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Child",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("sex", models.CharField(choices=[("girl", "girl"), ("boy", "boy")], max_length=4)),
                ("age_years", models.FloatField()),
                (
                    "dominance",
                    models.FloatField(
                        validators=[
                            django.core.validators.MinValueValidator(-1.0),
                            django.core.validators.MaxValueValidator(1.0),
                        ]
                    ),
                ),
                (
                    "expression",
                    models.CharField(choices=[("calm", "Calm"), ("smiling", "Smiling")], default="calm", max_length=10),
                ),
                ("seed", models.PositiveBigIntegerField()),
                ("shares", models.JSONField(default=dict)),
                ("apparent_age_years", models.FloatField(blank=True, null=True)),
                ("image", models.FileField(max_length=200, upload_to="")),
                ("thumbnail", models.FileField(max_length=200, upload_to="")),
                ("latent", models.FileField(max_length=200, upload_to="")),
                ("generator_identity", models.CharField(max_length=200)),
                ("encrypted_name", models.BinaryField(default=b"")),
                ("encrypted_note", models.BinaryField(default=b"")),
                ("is_favourite", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("hidden_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={"verbose_name": "child", "verbose_name_plural": "children"},
        ),
        migrations.CreateModel(
            name="SiteIdentity",
            fields=[
                ("id", models.SmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("site_id", models.UUIDField(default=uuid.uuid4, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="Film",
            fields=[
                (
                    "child",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        primary_key=True,
                        related_name="film",
                        serialize=False,
                        to="generation.child",
                    ),
                ),
                ("ages_years", models.JSONField()),
                ("mp4", models.FileField(max_length=200, upload_to="")),
                ("webp", models.FileField(max_length=200, upload_to="")),
                ("poster", models.FileField(max_length=200, upload_to="")),
                ("strip", models.FileField(max_length=200, upload_to="")),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
            ],
            options={"verbose_name": "film", "verbose_name_plural": "films"},
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "being made"), ("ready", "ready"), ("failed", "failed")],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("people", models.JSONField(default=list)),
                ("file", models.FileField(blank=True, max_length=200, upload_to="")),
                ("num_bytes", models.PositiveBigIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("enqueued_at", models.DateTimeField(db_default=Now())),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("ready_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.OneToOneField(on_delete=models.CASCADE, related_name="export", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={"verbose_name": "export", "verbose_name_plural": "exports"},
        ),
        migrations.CreateModel(
            name="Family",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "quality",
                    models.CharField(
                        choices=[("standard", "standard"), ("high", "high")], default="standard", max_length=10
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("used_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("warned_at", models.DateTimeField(editable=False, null=True)),
                (
                    "owner",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="families", to=settings.AUTH_USER_MODEL),
                ),
                ("parent_a", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.person")),
                ("parent_b", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.person")),
            ],
            options={"verbose_name": "family", "verbose_name_plural": "families"},
        ),
        migrations.AddField(
            model_name="child",
            name="family",
            field=models.ForeignKey(on_delete=models.CASCADE, related_name="child_rows", to="generation.family"),
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("idempotency_key", models.CharField(max_length=64)),
                ("body_sha256", models.CharField(blank=True, max_length=64)),
                ("sex", models.CharField(blank=True, choices=[("girl", "girl"), ("boy", "boy")], max_length=4)),
                ("age_years", models.FloatField()),
                ("dominance", models.FloatField(default=0.0)),
                (
                    "expression",
                    models.CharField(choices=[("calm", "Calm"), ("smiling", "Smiling")], default="calm", max_length=10),
                ),
                ("seed", models.PositiveBigIntegerField()),
                ("sources", models.JSONField(blank=True, default=dict)),
                ("siblings", models.PositiveSmallIntegerField(default=1)),
                ("years_apart", models.PositiveSmallIntegerField(default=0)),
                ("identical", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("running", "running"),
                            ("waiting", "waiting for an answer"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("fence", models.PositiveIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("cancel_requested", models.BooleanField(default=False)),
                ("enqueued_at", models.DateTimeField(blank=True, null=True)),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("aligning", "finding the face"),
                            ("projecting", "understanding the face"),
                            ("inheriting", "inheriting"),
                            ("synthesising", "drawing"),
                        ],
                        max_length=12,
                    ),
                ),
                ("slot", models.CharField(blank=True, max_length=1)),
                ("step", models.PositiveIntegerField(default=0)),
                ("num_steps", models.PositiveIntegerField(default=0)),
                ("fraction", models.FloatField(default=0.0)),
                ("eta_seconds", models.PositiveIntegerField(blank=True, null=True)),
                ("preview_a", models.PositiveIntegerField(default=0)),
                ("preview_b", models.PositiveIntegerField(default=0)),
                ("seq", models.PositiveIntegerField(default=0)),
                ("error_code", models.CharField(blank=True, max_length=40)),
                ("error_slot", models.CharField(blank=True, max_length=1)),
                ("email_wanted", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("family", models.ForeignKey(on_delete=models.CASCADE, related_name="jobs", to="generation.family")),
                (
                    "film_of",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=models.CASCADE, related_name="film_job", to="generation.child"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="jobs", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={"verbose_name": "job", "verbose_name_plural": "jobs"},
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "owner",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="refusals", to=settings.AUTH_USER_MODEL),
                ),
                ("name_hmac", models.CharField(max_length=64)),
                ("refused_at", models.DateTimeField(db_default=Now(), editable=False)),
            ],
            options={
                "verbose_name": "refusal",
                "verbose_name_plural": "refusals",
                "constraints": [models.UniqueConstraint(fields=("owner", "name_hmac"), name="refusal_once_per_name")],
            },
        ),
        migrations.AddField(
            model_name="child",
            name="job",
            field=models.ForeignKey(on_delete=models.CASCADE, related_name="children", to="generation.job"),
        ),
        migrations.CreateModel(
            name="Portrait",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("new", "new"), ("aligned", "face found"), ("projected", "understood by the model")],
                        default="new",
                        max_length=10,
                    ),
                ),
                ("aligned", models.FileField(blank=True, max_length=200, upload_to="")),
                ("preview", models.FileField(blank=True, max_length=200, upload_to="")),
                ("reconstruction", models.FileField(blank=True, max_length=200, upload_to="")),
                ("latent", models.FileField(blank=True, max_length=200, upload_to="")),
                ("generator_identity", models.CharField(blank=True, max_length=200)),
                ("lpips", models.FloatField(blank=True, null=True)),
                ("lpips_name", models.CharField(blank=True, max_length=100)),
                ("identity_distance", models.FloatField(blank=True, null=True)),
                ("adult_confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.OneToOneField(on_delete=models.CASCADE, related_name="portrait", to="accounts.person"),
                ),
            ],
            options={"verbose_name": "portrait", "verbose_name_plural": "portraits"},
        ),
        migrations.CreateModel(
            name="PortraitPhoto",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("original", models.FileField(blank=True, max_length=200, upload_to="")),
                ("findings", models.JSONField(blank=True, default=list)),
                ("error_code", models.CharField(blank=True, max_length=40)),
                ("num_faces", models.PositiveSmallIntegerField(default=0)),
                ("face_choice", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("cut_outs", models.FileField(blank=True, max_length=200, upload_to="")),
                (
                    "portrait",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="photos", to="generation.portrait"),
                ),
            ],
            options={"verbose_name": "photo", "verbose_name_plural": "photos", "ordering": ["position"]},
        ),
        migrations.CreateModel(
            name="StudioPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.UUIDField()),
                ("number", models.PositiveIntegerField(default=0)),
                ("shown_number", models.PositiveIntegerField(default=0)),
                ("preview", models.FileField(blank=True, max_length=200, upload_to="")),
                ("asked_at", models.DateTimeField(db_default=Now(), db_index=True)),
                (
                    "family",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="studio_pages", to="generation.family"),
                ),
            ],
            options={"verbose_name": "studio page", "verbose_name_plural": "studio pages"},
        ),
        migrations.CreateModel(
            name="OwnerTurn",
            fields=[
                (
                    "owner",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        primary_key=True,
                        related_name="turn",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("served_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="family", index=models.Index(fields=["owner", "-created_at"], name="family_newest_of_owner")
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "running"])), fields=["created_at"], name="job_open_oldest"
            ),
        ),
        migrations.AddIndex(
            model_name="job", index=models.Index(fields=["family", "-created_at"], name="job_newest_of_family")
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("email_wanted", True)), fields=["finished_at"], name="job_to_be_told_of"
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.UniqueConstraint(fields=("owner", "idempotency_key"), name="job_once_per_submission"),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "running"), _negated=True), ("lease_until__isnull", False), _connector="OR"
                ),
                name="job_is_running_only_with_a_lease",
            ),
        ),
        migrations.AddIndex(
            model_name="child", index=models.Index(fields=["family", "-created_at"], name="child_newest_of_family")
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.UniqueConstraint(fields=("job", "position"), name="child_has_its_place"),
        ),
        migrations.AddConstraint(
            model_name="portraitphoto",
            constraint=models.UniqueConstraint(fields=("portrait", "position"), name="photo_has_its_own_place"),
        ),
        migrations.AddConstraint(
            model_name="studiopage",
            constraint=models.UniqueConstraint(fields=("family", "page"), name="studio_page_once_in_its_family"),
        ),
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.BinaryField(default=partial(secrets.token_bytes, 16), max_length=16, unique=True),
                ),
                ("shows_films", models.BooleanField(default=False)),
                ("shows_names", models.BooleanField(default=False)),
                ("takes_guesses", models.BooleanField(default=True)),
                ("encrypted_label", models.BinaryField(default=b"")),
                ("password", models.CharField(blank=True, max_length=128)),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("owner", "the owner"),
                            ("parent", "the other parent"),
                            ("invitation", "whoever holds the invitation’s link"),
                            ("moderator", "a moderator"),
                        ],
                        max_length=10,
                    ),
                ),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("num_opens", models.PositiveIntegerField(default=0)),
                ("first_opened_on", models.DateField(blank=True, null=True)),
                ("last_opened_on", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("children", models.ManyToManyField(related_name="share_links", to="generation.child")),
                (
                    "family",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="share_links", to="generation.family"),
                ),
            ],
            options={
                "verbose_name": "share link",
                "verbose_name_plural": "share links",
            },
        ),
        migrations.CreateModel(
            name="SharePermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photo", "my own photo on the page"),
                            ("preview", "the child’s face in previews of messengers"),
                        ],
                        max_length=10,
                    ),
                ),
                ("given_at", models.DateTimeField(db_default=Now(), editable=False)),
                (
                    "link",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="permissions", to="generation.sharelink"),
                ),
                ("person", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.person")),
            ],
            options={
                "verbose_name": "permission of a parent",
                "verbose_name_plural": "permissions of parents",
            },
        ),
        migrations.AddIndex(
            model_name="sharelink",
            index=models.Index(fields=["family", "-created_at"], name="share_newest_of_family"),
        ),
        migrations.AddConstraint(
            model_name="sharepermission",
            constraint=models.UniqueConstraint(fields=("link", "person", "kind"), name="permission_given_once"),
        ),
        migrations.CreateModel(
            name="SharePicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("format", models.CharField(max_length=20)),
                ("file", models.FileField(blank=True, max_length=200, upload_to="")),
                ("asked_at", models.DateTimeField(db_default=Now(), editable=False)),
                (
                    "link",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="pictures", to="generation.sharelink"),
                ),
            ],
            options={"verbose_name": "picture for sharing", "verbose_name_plural": "pictures for sharing"},
        ),
        migrations.AddConstraint(
            model_name="sharepicture",
            constraint=models.UniqueConstraint(fields=("link", "format"), name="share_picture_once_in_its_format"),
        ),
        migrations.CreateModel(
            name="ShareGuess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("num_visitors", models.PositiveIntegerField(default=0)),
                ("num_by_trait", models.JSONField(default=dict)),
                ("dominance_sum", models.FloatField(default=0.0)),
                (
                    "child",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="generation.child"),
                ),
                (
                    "link",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="guesses", to="generation.sharelink"),
                ),
            ],
            options={"verbose_name": "guesses about a child", "verbose_name_plural": "guesses about children"},
        ),
        migrations.AddConstraint(
            model_name="shareguess",
            constraint=models.UniqueConstraint(fields=("link", "child"), name="guesses_added_up_once"),
        ),
        migrations.CreateModel(
            name="AuditLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("reported", "reported"),
                            ("hidden", "hidden until somebody decides"),
                            ("taken", "taken"),
                            ("released", "given back"),
                            ("looked", "looked at in full"),
                            ("decided", "decided"),
                            ("appealed", "appealed"),
                            ("appeal_decided", "appeal decided"),
                            ("closed", "closed"),
                            ("moderator_made", "made a moderator"),
                            ("moderator_removed", "no moderator any more"),
                        ],
                        max_length=20,
                    ),
                ),
                ("actor_id", models.UUIDField(null=True)),
                ("case_id", models.UUIDField(db_index=True, null=True)),
                ("subject_id", models.UUIDField(null=True)),
                ("detail", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField(db_default=Now(), editable=False)),
                ("seq", models.BigIntegerField(db_default=0, editable=False, unique=True)),
                ("previous_sha256", models.CharField(db_default="", editable=False, max_length=64)),
                ("sha256", models.CharField(db_default="", editable=False, max_length=64)),
            ],
            options={
                "verbose_name": "line of the audit",
                "verbose_name_plural": "lines of the audit",
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("taken", "taken"),
                            ("decided", "decided"),
                            ("appealed", "appealed"),
                            ("closed", "closed"),
                        ],
                        default="new",
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("own_face", "It is my face, or my child’s"),
                            ("never_agreed", "I never agreed to this"),
                            ("minor", "It shows a real child"),
                            ("sexual", "It is sexual or degrading"),
                            ("passed_off", "It is passed off as real"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("is_urgent", models.BooleanField(default=False)),
                ("num_reports", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("due_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "link",
                    models.ForeignKey(
                        null=True, on_delete=models.SET_NULL, related_name="cases", to="generation.sharelink"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dismiss", "nothing is wrong with it"),
                            ("end_link", "the link ends"),
                            ("end_child_links", "every link to this child ends"),
                            ("erase_child", "the child is erased"),
                            ("warn", "a warning"),
                            ("pause_sharing", "nothing can be shared for some days"),
                            ("suspend", "the account is suspended"),
                            ("close_account", "the account is closed"),
                            ("restore", "an earlier decision is undone"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("law_consent", "the law: somebody is shown who did not agree to it"),
                            ("law_sexual", "the law: sexual or degrading pictures of a person"),
                            ("law_minor", "the law: protection of minors"),
                            ("law_other", "another law, named below"),
                            ("rule_photos", "our rules: photos of people who agreed, and of adults only"),
                            ("rule_real", "our rules: pictures are not passed off as real"),
                            ("rule_other", "another of our rules, named below"),
                            ("none", "neither the law nor our rules are broken"),
                        ],
                        max_length=20,
                    ),
                ),
                ("encrypted_facts", models.TextField(blank=True)),
                ("days", models.PositiveSmallIntegerField(null=True)),
                ("moderator_id", models.UUIDField()),
                ("made_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("undone_at", models.DateTimeField(null=True)),
                ("carried_out_at", models.DateTimeField(null=True)),
                ("case", models.ForeignKey(on_delete=models.CASCADE, related_name="decisions", to="generation.case")),
                (
                    "child",
                    models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="generation.child"),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("slot", models.CharField(blank=True, max_length=1)),
                ("moderator_id", models.UUIDField()),
                ("encrypted_reason", models.TextField(blank=True)),
                ("at", models.DateTimeField(db_default=Now(), editable=False)),
                ("case", models.ForeignKey(on_delete=models.CASCADE, related_name="looks", to="generation.case")),
                (
                    "child",
                    models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="generation.child"),
                ),
            ],
            options={
                "verbose_name": "look",
                "verbose_name_plural": "looks",
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.BinaryField(default=partial(secrets.token_bytes, 16), max_length=16, unique=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("own_face", "It is my face, or my child’s"),
                            ("never_agreed", "I never agreed to this"),
                            ("minor", "It shows a real child"),
                            ("sexual", "It is sexual or degrading"),
                            ("passed_off", "It is passed off as real"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("encrypted_words", models.TextField(blank=True)),
                ("encrypted_email", models.TextField(blank=True)),
                ("encrypted_signature", models.TextField(blank=True)),
                ("language", models.CharField(max_length=10)),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=models.CASCADE, related_name="reports", to="generation.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "by",
                    models.CharField(choices=[("owner", "the owner"), ("reporter", "who reported it")], max_length=10),
                ),
                ("encrypted_words", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(db_default=Now(), editable=False)),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("rejected", "rejected"), ("granted", "granted")], max_length=10
                    ),
                ),
                ("encrypted_answer", models.TextField(blank=True)),
                ("decided_by_id", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decision",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="appeals", to="generation.decision"),
                ),
                (
                    "report",
                    models.ForeignKey(
                        null=True, on_delete=models.CASCADE, related_name="appeals", to="generation.report"
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal",
                "verbose_name_plural": "appeals",
            },
        ),
        migrations.CreateModel(
            name="SharingPause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField()),
                (
                    "owner",
                    models.OneToOneField(
                        on_delete=models.CASCADE, related_name="sharing_pause", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "pause of sharing",
                "verbose_name_plural": "pauses of sharing",
            },
        ),
        migrations.CreateModel(
            name="RemovedChild",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("seed", models.PositiveBigIntegerField()),
                ("sex", models.CharField(choices=[("girl", "girl"), ("boy", "boy")], max_length=4)),
                ("age_years", models.FloatField()),
                ("dominance", models.FloatField()),
                ("shares", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="removed_children", to="generation.decision"
                    ),
                ),
                (
                    "parent_a",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.person"),
                ),
                (
                    "parent_b",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.person"),
                ),
            ],
            options={
                "verbose_name": "removed child",
                "verbose_name_plural": "removed children",
            },
        ),
        migrations.AddIndex(
            model_name="removedchild",
            index=models.Index(fields=["parent_a", "seed"], name="removed_child_of_draw"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["state", "due_at"], name="case_due_first"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("new", "taken"))),
                fields=("link",),
                name="one_open_case_of_a_link",
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["case", "made_at"], name="decision_of_case"),
        ),
        migrations.AddIndex(
            model_name="look",
            index=models.Index(fields=["case", "at"], name="look_of_case"),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                fields=("decision", "by", "report"), name="one_appeal_of_each_against_a_decision", nulls_distinct=False
            ),
        ),
        migrations.CreateModel(
            name="Album",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("encrypted_name", models.TextField()),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
                (
                    "cover",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to="generation.child"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="albums", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={"verbose_name": "album", "verbose_name_plural": "albums"},
        ),
        migrations.CreateModel(
            name="AlbumChild",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.IntegerField()),
                (
                    "album",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="places", to="generation.album"),
                ),
                (
                    "child",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="places", to="generation.child"),
                ),
            ],
            options={"verbose_name": "child in an album", "verbose_name_plural": "children in albums"},
        ),
        migrations.AddField(
            model_name="album",
            name="children",
            field=models.ManyToManyField(related_name="albums", through="generation.AlbumChild", to="generation.child"),
        ),
        migrations.AddIndex(
            model_name="album",
            index=models.Index(fields=["owner", "-created_at"], name="album_newest_of_owner"),
        ),
        migrations.AddIndex(
            model_name="albumchild",
            index=models.Index(fields=["album", "place"], name="album_in_order"),
        ),
        migrations.AddConstraint(
            model_name="albumchild",
            constraint=models.UniqueConstraint(fields=("album", "child"), name="child_once_in_an_album"),
        ),
        migrations.RunSQL(AUDIT),
    ]
