"""Search terms, consent per term and provider, searches, and finds of words."""

import agencies.keys.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from agencies.tenancy import rls


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_shared"), ("agencies", "0014_search")]

    operations = [
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("name", "name"),
                            ("nickname", "nickname"),
                            ("school", "school"),
                            ("phrase", "phrase"),
                            ("hashtag", "hashtag"),
                            ("account", "account"),
                            ("phone", "phone"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "words",
                    agencies.keys.fields.SealedTextField(
                        blank=True,
                        case="case_id",
                        help_text="of a case: the term and what was crossed out, a line each",
                    ),
                ),
                (
                    "house_words",
                    agencies.keys.fields.SealedTextField(
                        blank=True, case=None, help_text="the same for a term of the whole agency"
                    ),
                ),
                (
                    "mark",
                    models.CharField(help_text="keyed digest of the folded term; it is there once", max_length=64),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "active"), ("paused", "paused"), ("withdrawn", "withdrawn")],
                        default="active",
                        max_length=10,
                    ),
                ),
                (
                    "cadence_seconds",
                    models.PositiveIntegerField(default=21600, help_text="between two searches at one provider"),
                ),
                ("added_by", models.BigIntegerField(null=True)),
                ("added_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        help_text="what workers hold of it in memory is older or right",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("country", models.CharField(help_text="as it was told; another one needs a new word", max_length=2)),
                ("place_key", models.CharField(help_text="digest of the address that was told", max_length=64)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("in_person", "in_person"),
                            ("phone", "phone"),
                            ("message", "message"),
                            ("paper", "paper"),
                            ("agency", "agency"),
                        ],
                        max_length=10,
                    ),
                ),
                ("given_by", models.BigIntegerField(null=True)),
                ("given_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("withdrawn_by", models.BigIntegerField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("next_due_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.watchsource"
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.searchterm"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Search",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "running"), ("done", "done"), ("stopped", "stopped")],
                        default="running",
                        max_length=10,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("withdrawn", "withdrawn"),
                            ("paused", "paused"),
                            ("no_consent", "no_consent"),
                            ("case_over", "case_over"),
                            ("protected", "protected"),
                            ("country", "country"),
                            ("changed", "changed"),
                            ("limit", "limit"),
                            ("erased", "erased"),
                            ("not_ready", "not_ready"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "asked",
                    models.PositiveSmallIntegerField(default=0, help_text="variants that the provider was asked for"),
                ),
                (
                    "results",
                    models.PositiveIntegerField(default=0, help_text="pages that it named and that were not known yet"),
                ),
                (
                    "failed",
                    models.PositiveSmallIntegerField(default=0, help_text="answers that could not be had or read"),
                ),
                ("started_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.watchsource"
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.searchconsent"
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.searchterm"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TextFind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page_key", models.CharField(help_text="keyed digest of the page's address", max_length=64)),
                (
                    "evidence",
                    agencies.keys.fields.SealedTextField(
                        blank=True,
                        case="case_id",
                        help_text="the page's address, and the words around the term, a line each",
                    ),
                ),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        help_text="ids of the terms that stood there",
                        size=None,
                    ),
                ),
                (
                    "words",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="how many words of the list stood beside them"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("found", "found"), ("noted", "noted"), ("dismissed", "dismissed")],
                        default="found",
                        max_length=10,
                    ),
                ),
                ("found_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("looked_by", models.BigIntegerField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchFind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.match"),
                ),
                (
                    "search",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.search"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("agency", "search", "match"), name="searchfind_once")],
            },
        ),
        migrations.AddIndex(
            model_name="searchterm",
            index=models.Index(fields=["agency", "changed_at"], name="searchterm_changed"),
        ),
        migrations.AddConstraint(
            model_name="searchterm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("agency", "case", "mark"),
                name="searchterm_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="searchterm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case", None), models.Q(("state", "withdrawn"), _negated=True)),
                fields=("agency", "mark"),
                name="searchterm_house_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="searchterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["name", "nickname", "school", "phrase", "hashtag", "account", "phone"])
                ),
                name="searchterm_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="searchterm",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["active", "paused", "withdrawn"])), name="searchterm_state"
            ),
        ),
        migrations.AddIndex(
            model_name="searchconsent",
            index=models.Index(
                condition=models.Q(("withdrawn_at", None)), fields=["next_due_at"], name="searchconsent_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="searchconsent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("agency", "term", "source"),
                name="searchconsent_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="searchconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["in_person", "phone", "message", "paper", "agency"])),
                name="searchconsent_way",
            ),
        ),
        migrations.AddIndex(
            model_name="search",
            index=models.Index(fields=["agency", "started_at"], name="search_day"),
        ),
        migrations.AddConstraint(
            model_name="search",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "running")), fields=("agency", "source"), name="search_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="search",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["running", "done", "stopped"])), name="search_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="search",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "why__in",
                        [
                            "",
                            "withdrawn",
                            "paused",
                            "no_consent",
                            "case_over",
                            "protected",
                            "country",
                            "changed",
                            "limit",
                            "erased",
                            "not_ready",
                        ],
                    )
                ),
                name="search_why",
            ),
        ),
        migrations.AddIndex(
            model_name="textfind",
            index=models.Index(fields=["agency", "case", "-id"], name="textfind_case"),
        ),
        migrations.AddConstraint(
            model_name="textfind",
            constraint=models.UniqueConstraint(fields=("agency", "case", "page_key"), name="textfind_once"),
        ),
        migrations.AddConstraint(
            model_name="textfind",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["found", "noted", "dismissed"])), name="textfind_state"
            ),
        ),
        *rls.wall("cases_searchterm", case_id="cases_case"),
        *rls.wall("cases_searchconsent", term_id="cases_searchterm", source_id="cases_watchsource"),
        *rls.wall(
            "cases_search", term_id="cases_searchterm", consent_id="cases_searchconsent", source_id="cases_watchsource"
        ),
        *rls.wall("cases_textfind", case_id="cases_case"),
        *rls.wall("cases_searchfind", search_id="cases_search", match_id="cases_match"),
        rls.visible_to_lookup("cases_searchterm", "id", "agency_id", "state", "changed_at"),
        rls.visible_to_lookup("cases_searchconsent", "id", "agency_id", "term_id", "withdrawn_at", "next_due_at"),
        rls.lookup_function(
            "lookup_due_searches",
            "most integer",
            "TABLE (consent_id bigint, agency_id bigint)",
            """SELECT c.id, c.agency_id FROM cases_searchconsent c JOIN agencies_agency a ON a.id = c.agency_id
               JOIN cases_searchterm t ON t.id = c.term_id
               WHERE c.withdrawn_at IS NULL AND t.state = 'active' AND c.next_due_at <= now()
               AND a.active AND a.suspended_at IS NULL ORDER BY c.next_due_at LIMIT most""",
        ),
        # Which agencies have terms, and as of when: numbers by which a worker knows that what it holds is old.
        rls.lookup_function(
            "lookup_watching",
            "",
            "TABLE (agency_id bigint, terms bigint, changed bigint)",
            """SELECT t.agency_id, count(*), (extract(epoch FROM max(t.changed_at)) * 1000000)::bigint
               FROM cases_searchterm t JOIN agencies_agency a ON a.id = t.agency_id
               WHERE a.active AND a.suspended_at IS NULL AND t.state = 'active' GROUP BY t.agency_id""",
        ),
    ]
