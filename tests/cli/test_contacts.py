"""`tinycrm contact`, from outside."""

from __future__ import annotations

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def _json(crm, ref=ANNA):
    return crm("contact", "show", ref, "-f", "json").json


def test_add_keeps_everything_it_is_given(crm):
    id = crm(
        "contact",
        "add",
        "Bo Li",
        "--email",
        "work:bo@li.example",
        "--email",
        "li@home.example",
        "--phone",
        "+49 30 123456",
        "--company",
        "Acme",
        "--create",
        "--title",
        "CTO",
        "--tag",
        "vip",
        "--source",
        "fair",
        "--lifecycle",
        "lead",
        "--birthday",
        "1 may 1980",
        "--cadence",
        "2 weeks",
        "--owner",
        "me",
        "--note",
        "one\ntwo",
        "--handle",
        "telegram:@bo",
        "--given",
        "Bo",
        "--family",
        "Li",
        "--set",
        "shoe=43",
    ).id
    shown = _json(crm, id)
    assert shown["emails"] == [
        {"value": "bo@li.example", "label": "work"},
        {"value": "li@home.example", "label": None},
    ]
    assert (shown["email"], shown["phone"], shown["title"], shown["source"]) == (
        "bo@li.example",
        "+49 30 123456",
        "CTO",
        "fair",
    )
    assert (shown["lifecycle"], shown["birthday"], shown["cadence_days"], shown["owner"]) == (
        "lead",
        "1980-05-01",
        14,
        "tester",
    )
    assert (shown["note"], shown["given"], shown["family"], shown["fields"]) == (
        "one\ntwo",
        "Bo",
        "Li",
        {"shoe": "43"},
    )
    assert [company["name"] for company in shown["companies"]] == ["Acme"]
    assert shown["tags"] == ["vip"]


def test_add_if_absent_prints_the_id_that_is_there_and_writes_nothing(stocked):
    before = stocked.dump()
    assert stocked("contact", "add", "Bo", "--email", "BO@li.example", "--if-absent").id == BO
    assert stocked("contact", "add", "bo li", "--if-absent").id == BO
    assert stocked.dump() == before
    assert stocked("contact", "add", "Bo Li", "--email", "other@li.example", "--if-absent").id == 9


def test_two_people_may_have_one_name_and_share_a_phone(stocked):
    second = stocked("contact", "add", "Anna Petrova", "--phone", "+7 921 123 45 67")
    assert second.id == 9
    assert second.err == (
        "the phone +7 921 123 45 67 is also that of contact 2 Anna Petrova\ncontact 2 is also called Anna Petrova\n"
    )


def test_a_list_option_replaces_the_list_and_prints_what_went(stocked):
    answer = stocked("contact", "edit", ANNA, "--tag", "vip")
    assert _json(stocked)["tags"] == ["vip"]
    assert answer.err == "replaced the tags lead (--add-… keeps them)\n"


def test_add_and_rm_of_a_list_option_change_the_list(stocked):
    stocked("contact", "edit", ANNA, "--add-email", "a@p.example", "--rm-tag", "lead", "--add-tag", "hot")
    shown = _json(stocked)
    assert [email["value"] for email in shown["emails"]] == ["anna@neva.example", "a@p.example"]
    assert shown["tags"] == ["hot", "vip"]
    stocked("contact", "edit", ANNA, "--rm-email", "ANNA@neva.example")
    assert _json(stocked)["email"] == "a@p.example"


def test_clear_empties_fields(stocked):
    stocked(
        "contact",
        "edit",
        ANNA,
        "--clear",
        "birthday",
        "--clear",
        "tags",
        "--clear",
        "company",
        "--clear",
        "email",
    )
    shown = _json(stocked)
    assert (shown["birthday"], shown["tags"], shown["company"], shown["emails"]) == (None, [], None, [])


def test_a_blank_option_clears_too(stocked):
    stocked("contact", "edit", ANNA, "--birthday", "")
    assert _json(stocked)["birthday"] is None


def test_an_edit_of_many_is_all_or_nothing(stocked):
    before = stocked.dump()
    stocked.fails(5, "contact", "edit", "--where", "id > 0", "--email", "same@x.example")
    assert stocked.dump() == before


def test_lifecycle_changes_are_remembered_with_their_day(stocked):
    stocked("contact", "edit", BO, "--lifecycle", "lead")
    stocked("contact", "edit", BO, "--lifecycle", "customer", "--today", "2026-11-20")
    assert stocked.sql("SELECT old, new, on_day FROM lifecycle_change WHERE record = 3 ORDER BY seq") == [
        (None, "lead", "2026-11-16"),
        ("lead", "customer", "2026-11-20"),
    ]


def test_tag_and_untag_fold_the_name(stocked):
    stocked("contact", "tag", BO, "LEAD", "Новый")
    assert _json(stocked, BO)["tags"] == ["lead", "Новый"]
    stocked("contact", "untag", BO, "новый", "Lead")
    assert _json(stocked, BO)["tags"] == []


def test_relate_links_two_people_until_removed(stocked):
    stocked("contact", "relate", ANNA, "colleague", BO)
    assert stocked.sql("SELECT contact, other, kind FROM relation") == [(ANNA, BO, "colleague")]
    assert "colleague" in stocked("contact", "show", ANNA).out
    stocked("contact", "relate", ANNA, "colleague", BO, "--rm")
    assert stocked.sql("SELECT count(*) FROM relation") == [(0,)]
    stocked.fails(1, "contact", "relate", ANNA, "colleague", BO, "--rm")
    stocked.fails(1, "contact", "relate", ANNA, "colleague", ANNA)


def test_merge_gives_the_first_all_that_it_lacked(stocked):
    stocked(
        "contact",
        "edit",
        ORLOVA,
        "--title",
        "CEO",
        "--birthday",
        "1980-01-01",
        "--add-tag",
        "gold",
        "--company",
        "Neva Trade",
    )
    call = stocked("log", "call", str(ORLOVA), "Hello").id
    task = stocked("task", "add", "Ring", "--contact", str(ORLOVA)).id
    assert stocked("contact", "merge", ANNA, ORLOVA).id == ANNA
    shown = _json(stocked)
    assert [email["value"] for email in shown["emails"]] == ["anna@neva.example", "orlova@example.org"]
    assert (shown["title"], shown["birthday"], shown["tags"]) == (
        "CEO",
        "1990-12-10",
        ["gold", "lead", "vip"],
    )
    assert [c["id"] for c in shown["companies"]] == [NEVA]
    assert stocked("interaction", "show", call, "-f", "json").json["contacts"] == [{"id": ANNA, "name": "Anna Petrova"}]
    assert stocked("task", "show", task, "-f", "json").json["contact"] == {"id": ANNA, "name": "Anna Petrova"}
    assert stocked("contact", "list", "-f", "ids", "--sort", "id").ids == [ANNA, BO, SARA]


def test_merge_is_undone_in_one_step(stocked):
    before = [
        row for row in stocked.dump(without=("version",)) if not row.startswith(("operation", "change", "sequence"))
    ]
    stocked("contact", "merge", ANNA, ORLOVA, BO)
    stocked("undo")
    assert [
        row for row in stocked.dump(without=("version",)) if not row.startswith(("operation", "change", "sequence"))
    ] == before


def test_rm_takes_tasks_and_interactions_of_nobody_else_along(stocked):
    shared = stocked("log", "meeting", "bo", "Both", "--with", str(SARA)).id
    own = stocked("log", "call", "bo", "Alone").id
    task = stocked("task", "add", "Ring Bo", "--contact", "bo").id
    stocked("contact", "rm", BO)
    stocked.fails(3, "interaction", "show", own)
    stocked.fails(3, "task", "show", task)
    assert stocked("interaction", "show", shared, "-f", "json").json["contacts"] == [{"id": SARA, "name": "سارا محمدی"}]


def test_a_removed_e_mail_is_free_again(stocked):
    stocked("contact", "rm", BO)
    assert stocked("contact", "add", "Other", "--email", "bo@li.example").id == 9
    # the removal cannot be taken back while another has its e-mail
    number = stocked.sql("SELECT max(id) - 1 FROM operation")[0][0]
    stocked.fails(5, "undo", str(number))


def test_the_timeline_is_newest_first_and_can_be_cut(stocked):
    stocked("log", "email", "anna petrova", "Offer", "--at", "2026-11-12 09:00")
    out = stocked("contact", "timeline", ANNA).out
    assert out.index("Offer") < out.index("Wants 40 seats")
    assert "Wants 40 seats" not in stocked("contact", "timeline", ANNA, "--limit", "1").out


def test_since_and_until_look_at_the_last_touch(stocked):
    assert stocked("contact", "list", "--since", "2026-11-10", "-f", "ids").ids == [ANNA]
    assert stocked("contact", "list", "--since", "2026-11-11", "-f", "ids").ids == []
    assert stocked("contact", "list", "--until", "2026-11-10", "-f", "ids").ids == [ANNA]


def test_ls_is_list(stocked):
    assert stocked("contact", "ls").raw == stocked("contact", "list").raw
