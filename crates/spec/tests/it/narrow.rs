//! Rights that are narrower than their verb: to records of one's own, to one route, to one step, to one member. None of
//! them may come out wider than it was said.

use domain::{Spec, spec::QuestionKind};

use crate::{reading::read, rights::rights};

/// Of what is said, the rights that were stated.
fn check(said: &str, expected: &[&str]) {
    let spec = read(&format!("An API in FastAPI. {said}"));
    let mut expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
    expected.sort();
    assert_eq!(rights(&spec), expected, "{said}");
    assert_eq!(spec.coverage.silent, 0, "{said}");
}

/// What people may do to a thing, stated or not; `own` where a condition holds it.
fn may(spec: &Spec, role: &str, op: &str, entity: &str) -> Option<bool> {
    let auth = spec.auth.as_ref()?;
    auth.permissions
        .iter()
        .filter(|p| p.roles.iter().any(|r| r == role) && p.ops.iter().any(|o| o == op))
        .find(|p| p.entity.as_deref().is_none_or(|named| named == entity))
        .map(|p| p.condition.is_some())
}

/// A limit that is not built is asked about, and nothing is built before.
fn blocked(said: &str) -> Spec {
    let spec = read(&format!("An API in FastAPI. {said}"));
    let limit = |kind: QuestionKind| {
        matches!(kind, QuestionKind::RuleNotFormalised | QuestionKind::Unrecognised | QuestionKind::Ambiguous)
    };
    assert!(spec.blocking().any(|q| limit(q.kind)), "{said}: {:?}", spec.open_questions);
    assert_eq!(spec.coverage.silent, 0, "{said}");
    spec
}

#[test]
fn only_those_are_those_that_they_made() {
    for said in [
        "A report has a date. Nurses may write reports and edit only those.",
        "A report has a date. Nurses may add reports and change only these.",
        "A report has a date. Nurses may file reports and correct only those they filed.",
        "A report has a date. Nurses can enter reports and edit just those.",
        "A report has a date. Nurses may plan reports for themselves and edit only those.",
    ] {
        let spec = read(&format!("An API in FastAPI. {said}"));
        assert_eq!(may(&spec, "nurse", "update", "Report"), Some(true), "{said}");
        assert!(may(&spec, "nurse", "create", "Report").is_some(), "{said}");
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    }
    for said in [
        "A plan has a date. Teachers may edit plans, but only their own.",
        "A plan has a date. Teachers may edit plans (only their own).",
        "A plan has a date. Teachers can read plans and edit plans, but just their own ones.",
        "A plan has a date. Teachers may edit plans, though only those they made.",
    ] {
        let spec = read(&format!("An API in FastAPI. {said}"));
        assert_eq!(may(&spec, "teacher", "update", "Plan"), Some(true), "{said}");
    }
    // Nobody made those: which ones are meant is for a person to say.
    for said in [
        "A report has a date. Nurses may see reports and edit only those of their ward.",
        "A report has a date. Nurses may see urgent reports and edit only those.",
    ] {
        let spec = blocked(said);
        assert_eq!(may(&spec, "nurse", "update", "Report"), None, "{said}");
    }
}

#[test]
fn giving_and_registering_things_is_making_them() {
    check("A parcel has a weight. Volunteers can give parcels.", &["volunteer create Parcel"]);
    check("A parcel has a weight. Volunteers can register parcels.", &["volunteer create Parcel"]);
    check("A key has a code. Clerks can hand out keys.", &["clerk create Key"]);
    check("A report has a title. Pupils can hand in reports.", &["pupil create Report"]);
    check(
        "A grade has a mark. As a teacher I want to give grades. As a teacher I want to change only the grades that I \
         gave myself.",
        &["teacher create Grade", "teacher update Grade own"],
    );
}

#[test]
fn their_own_by_what_it_belongs_to_is_asked_about() {
    for (said, role, op, entity) in [
        (
            "A region has a name. A school has a name and a region. Inspectors see only schools of their own region.",
            "inspector",
            "read",
            "School",
        ),
        (
            "A show has a name. An episode has a title and a show. Hosts may edit the episodes of their own shows.",
            "host",
            "update",
            "Episode",
        ),
        (
            "A project has a name. A task has a title and a project. Managers may edit the tasks of their own projects.",
            "manager",
            "update",
            "Task",
        ),
    ] {
        let spec = blocked(said);
        let key = format!("/auth/own/{entity}/{role}");
        assert!(spec.blocking().any(|q| q.pointer.as_deref() == Some(key.as_str())), "{said}");
        // Never what the account made.
        let told = spec.auth.iter().flat_map(|a| &a.permissions);
        let told: Vec<_> = told.filter(|p| p.roles == [role] && p.ops.iter().any(|o| o == op)).collect();
        assert!(
            told.iter().all(|p| p.condition.as_deref().is_some_and(|c| c.contains('.'))),
            "{said}: {told:?}"
        );
        assert!(spec.relations.iter().all(|r| r.from != entity || r.to != "User"), "{said}");
    }
    // No condition of a right goes over a record of the people themselves.
    for said in [
        "A ward has a name. A nurse has a name and a ward. A visit has a date and a ward. Nurses may see only visits of \
         their own ward.",
        "A nurse has a name and a ward. A visit has a date. Nurses may see only visits of their own ward.",
    ] {
        let spec = blocked(said);
        assert!(rights(&spec).is_empty(), "{said}: {:?}", rights(&spec));
    }
}

#[test]
fn whose_a_record_is_stands_in_its_key_to_the_record_of_a_person() {
    for (said, entity, role, condition) in [
        (
            "A client has a name. A claim has a title and a client. Clients should see only their own claims.",
            "Claim",
            "client",
            "own:client_id.account_id",
        ),
        (
            "A visit has a date and a nurse. Nurses have a name. Nurses see only their own visits.",
            "Visit",
            "nurse",
            "own:nurse_id.account_id",
        ),
        (
            "An employee has a name. A request has an employee and a day. HR can read everything. Employees see only \
             their own requests.",
            "Request",
            "employee",
            "own:employee_id.account_id",
        ),
    ] {
        let spec = blocked(said);
        let sees = spec.auth.iter().flat_map(|a| &a.permissions).find(|p| {
            p.entity.as_deref() == Some(entity) && p.roles == [role] && p.ops.iter().any(|op| op == "read")
        });
        assert_eq!(sees.and_then(|p| p.condition.as_deref()), Some(condition), "{said}");
        // Who only sees does not write.
        for op in ["create", "update", "delete"] {
            assert_eq!(may(&spec, role, op, entity), None, "{said}: {op}");
        }
        assert!(spec.relations.iter().all(|r| r.from != entity || r.to != "User"), "{said}");
    }
    // The account that the person names may be refused: then it is whoever creates it.
    let spec =
        blocked("A client has a name. A claim has a title and a client. Clients see only their own claims.");
    assert!(spec.blocking().any(|q| q.text.contains("whose is a claim")), "{:?}", spec.open_questions);
}

#[test]
fn who_reads_everything_says_nothing_of_who_writes() {
    let spec = read(
        "An API in FastAPI. A song has a title. A member has a name. Chiefs can read everything. Members may change only \
         their own songs.",
    );
    for op in ["create", "update", "delete"] {
        assert_eq!(may(&spec, "member", op, "Member"), None, "{op}");
        assert_eq!(may(&spec, "admin", op, "Member"), Some(false), "{op}");
    }
    // Those who make the records of people keep them, and nobody is named twice.
    let spec = read(
        "An API in FastAPI. A pupil has a name. A grade has a mark and a pupil. Headmasters can create pupils. Teachers \
         can change grades. Pupils see their own grades.",
    );
    assert!(may(&spec, "headmaster", "update", "Pupil").is_some());
    assert_eq!(may(&spec, "teacher", "update", "Pupil"), None);
    for permission in spec.auth.iter().flat_map(|a| &a.permissions) {
        let mut roles = permission.roles.clone();
        roles.dedup();
        assert_eq!(roles, permission.roles);
    }
}

#[test]
fn the_words_beside_a_route_hold_however_far_they_stand() {
    for blanks in [1, 4, 10, 24] {
        let gap = " ".repeat(blanks);
        let spec = read(&format!(
            "pen: code, name\n\nGET /pens\nPOST /pens{gap}admin only\nPATCH /pens/{{id}}{gap}managers only, others get \
             403\nDELETE /pens/{{id}}{gap}admin only, refused when the pen is in use"
        ));
        let stated = ["admin create Pen", "admin delete Pen", "manager update Pen"];
        assert_eq!(rights(&spec), stated, "{blanks}");
        assert_eq!(may(&spec, "user", "delete", "Pen"), None, "{blanks}");
    }
    let spec = read("pen: code, name\n\nGET /pens\nPOST /pens                by the role \"device\"");
    assert_eq!(rights(&spec), ["device create Pen"]);
    let spec =
        read("GET /readings        filter by kind, from, to\n\nreading: kind, taken_at (datetime), value");
    let list = spec.operations.iter().find(|op| op.id == "listReadings").unwrap();
    assert_eq!(list.filters, ["kind", "taken_at_from", "taken_at_to"]);
}

#[test]
fn all_that_somebody_can_do_is_all() {
    for said in ["can make all", "can do all", "may do it all", "can do everything"] {
        let spec = read(&format!(
            "An API in FastAPI. A family has a name. A donor has a name. Volunteers can see families. The coordinator \
             {said}."
        ));
        for entity in ["Family", "Donor"] {
            assert_eq!(may(&spec, "coordinator", "delete", entity), Some(false), "{said}: {entity}");
        }
        assert_eq!(may(&spec, "user", "delete", "Donor"), None, "{said}");
    }
}

#[test]
fn who_takes_a_step_stands_beside_its_arrow() {
    for said in [
        "Status: pending -> approved (by the supervisor), approved -> done (by the clerk).",
        "Status: pending -> approved [supervisor], approved -> done [clerk].",
        "Status: pending -> approved (only by supervisors) -> done (only by clerks).",
        "A request goes pending -> approved (by a supervisor) -> done (by a clerk).",
        "\n\nWorkflow\n pending -> approved (by the supervisor)\n approved -> done (by the clerk)",
        "\n\nStates:\n- pending -> approved: supervisor\n- approved -> done: clerk",
    ] {
        let spec = read(&format!("An API in FastAPI. A request has a title. {said}"));
        assert_eq!(rights(&spec), ["clerk done Request", "supervisor approve Request"], "{said}");
        assert_eq!(
            spec.entities["Request"].fields["status"].values.as_ref().map(Vec::len),
            Some(3),
            "{said}"
        );
        assert_eq!(spec.coverage.silent, 0, "{said}");
    }
    let spec = read("An API in FastAPI. A letter has a title. The step draft -> sent is done by the clerk.");
    assert_eq!(rights(&spec), ["clerk send Letter"]);
}

#[test]
fn moving_them_is_the_step_that_is_named() {
    let job = "A job has a title. Status: open -> wet -> dry.";
    for said in [
        "Painters can read jobs and move them from open to wet.",
        "Painters can see jobs and take them from open to wet.",
    ] {
        check(&format!("{job} {said}"), &["painter read Job", "painter wet Job"]);
    }
    // A deed that no state tells makes none.
    for said in ["print them", "photograph them", "move them along", "download them"] {
        let spec = read(&format!("An API in FastAPI. {job} Painters can read jobs and {said}."));
        assert_eq!(spec.entities["Job"].fields["status"].values.as_ref().map(Vec::len), Some(3), "{said}");
        assert_eq!(rights(&spec), ["painter read Job"], "{said}");
        assert!(!spec.open_questions.is_empty(), "{said}");
    }
}

#[test]
fn looking_is_no_step_and_opening_a_door_makes_none() {
    check(
        "A visit has a date. Status: open -> seen -> closed. Nurses can see visits.",
        &["nurse read Visit"],
    );
    check(
        "A form has a title. Status: draft -> viewed -> filed. Clerks can view forms.",
        &["clerk read Form"],
    );
    let spec = read(
        "An API in FastAPI. A form has a title. Status: draft -> read -> filed. Clerks can read forms. Bosses can mark \
         forms as read.",
    );
    assert_eq!(rights(&spec), ["boss mark_read Form", "clerk read Form"]);
    let spec = read(
        "An API in FastAPI. A door has a name and a status (shut, locked). shut -> locked. Guards can list doors and open \
         them.",
    );
    assert_eq!(may(&spec, "guard", "create", "Door"), None);
    check("A ticket has a title. Callers can open tickets.", &["caller create Ticket"]);
}

#[test]
fn a_verb_goes_on_to_the_people_behind_it() {
    let drawing = "A drawing has a title.";
    for said in
        ["curators all", "curators those of everybody", "curators everything", "and curators all of them"]
    {
        check(
            &format!("{drawing} Artists see their own drawings, {said}."),
            &["artist read Drawing own", "curator read Drawing"],
        );
    }
    let spec =
        blocked(&format!("{drawing} Artists see their own drawings, supervisors those of their people."));
    assert_eq!(spec.entities.len(), 1);
}

#[test]
fn a_limit_on_one_member_is_none_on_the_whole() {
    for said in [
        "A drawing has a title and a price, which only curators may see. Everybody can read drawings.",
        "A drawing has a title and a price that only curators may see. Everybody can read drawings.",
    ] {
        let spec = blocked(said);
        assert_eq!(rights(&spec), ["public read Drawing"], "{said}");
    }
    let spec = blocked("An employee has a name and a salary that nobody but HR may see.");
    assert!(rights(&spec).is_empty());
}

#[test]
fn what_nobody_may_do_makes_no_accounts() {
    for said in [
        "Drawings must never be deleted by anybody.",
        "Drawings cannot be deleted by anyone.",
        "Nobody may delete drawings.",
    ] {
        let spec = read(&format!("An API in FastAPI. A drawing has a title. {said}"));
        assert!(spec.operations.iter().all(|op| op.id != "deleteDrawing"), "{said}");
        assert_eq!(spec.auth.as_ref().map_or("none", |auth| auth.scheme.as_str()), "none", "{said}");
    }
    let spec = read(
        "An API in FastAPI. A singer has a name. A song has a title. A song cannot be sung by a singer.",
    );
    assert_eq!(spec.auth.as_ref().map_or("none", |auth| auth.scheme.as_str()), "none");
}

#[test]
fn all_in_few_words_is_all() {
    for said in
        ["Coordinators: all", "I (the coordinator) can do everything.", "The coordinator may do it all."]
    {
        let spec = read(&format!(
            "An API in FastAPI. A family has a name. A donor has a name. Volunteers can see families.\n\n{said}"
        ));
        assert_eq!(may(&spec, "coordinator", "delete", "Donor"), Some(false), "{said}");
        assert_eq!(may(&spec, "volunteer", "delete", "Family"), None, "{said}");
    }
}

#[test]
fn reading_things_is_open_where_it_is_said() {
    let thing = "A station has a name. Clerks can create stations.";
    check(
        &format!("{thing} Reading stations is open to all without an account."),
        &["clerk create Station", "public read Station"],
    );
    check(
        &format!("{thing} As anybody who is logged in I want to edit stations."),
        &["clerk create Station", "user update Station"],
    );
}

#[test]
fn who_hands_in_what_is_there_makes_none() {
    let spec = read(
        "An API in FastAPI. A claim has a title. Bosses can see claims. A claim is a draft first, then the client submits \
         it.",
    );
    assert!(!rights(&spec).iter().any(|right| right == "client create Claim"), "{:?}", rights(&spec));
    assert!(rights(&spec).iter().any(|right| right == "client submit Claim"), "{:?}", rights(&spec));
}

#[test]
fn things_that_are_not_kept_are_asked_about_beside_those_that_are() {
    let spec = read("An API in FastAPI. A book has a title. Members can see books and sculptures.");
    let asked = |q: &domain::spec::Question| q.text.contains("sculpture");
    assert!(spec.open_questions.iter().any(asked), "{:?}", spec.open_questions);
}

#[test]
fn a_refusal_that_leaves_somebody_out_is_their_right() {
    for said in [
        "Reports can't be deleted by anybody but editors.",
        "Reports are never deleted by anyone except editors.",
        "Reports must not be deleted by anybody other than editors.",
        "Reports may be deleted by nobody but editors.",
        "Nobody can delete reports except editors.",
        "No one may delete reports other than editors.",
        "Except for editors, nobody can delete reports.",
    ] {
        let spec = read(&format!("An API in FastAPI. A report has a date. {said}"));
        assert_eq!(rights(&spec), ["editor delete Report"], "{said}");
        assert_eq!(may(&spec, "user", "delete", "Report"), None, "{said}");
        assert_eq!(spec.rules.len(), 0, "{said}: {:?}", spec.rules);
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    }
    for said in [
        "Reports can't be edited by anybody but the surveyor who made them.",
        "A report may be edited by the surveyor who made it.",
        "Surveyors may edit a report only if they created it.",
        "Surveyors only edit reports of their own.",
    ] {
        check(&format!("A report has a date. {said}"), &["surveyor update Report own"]);
    }
}

#[test]
fn one_deed_is_for_some_and_the_other_for_others() {
    for (said, expected) in [
        (
            "Reports can be created by surveyors and deleted by editors only.",
            &["editor delete Report", "surveyor create Report"][..],
        ),
        (
            "A report may be edited by the surveyor who created it and by editors.",
            &["editor update Report", "surveyor update Report own"],
        ),
        (
            "Both clerks and editors can create reports, but only editors can delete them.",
            &["clerk create Report", "editor create Report", "editor delete Report"],
        ),
        (
            "Surveyors may do everything with reports except delete them.",
            &[
                "!surveyor delete Report",
                "surveyor create Report",
                "surveyor read Report",
                "surveyor update Report",
            ],
        ),
    ] {
        check(&format!("A report has a date. {said}"), expected);
    }
}

#[test]
fn who_may_do_the_next_thing_is_no_thing() {
    let spec = read(
        "An API in FastAPI. A report has a date. Surveyors are allowed to create reports, and editors to delete them.",
    );
    assert_eq!(spec.entities.len(), 1, "{:?}", spec.entities.keys());
    assert_eq!(may(&spec, "editor", "delete", "Report"), Some(false));
    assert_eq!(may(&spec, "surveyor", "delete", "Report"), None);
}

#[test]
fn who_has_no_access_is_refused_and_no_thing() {
    for said in ["Nurses have no access to reports.", "Nurses have no access at all to reports."] {
        let spec = read(&format!("An API in FastAPI. A report has a date. {said} Doctors manage reports."));
        assert_eq!(spec.entities.len(), 1, "{said}: {:?}", spec.entities.keys());
        let refused = ["create", "delete", "read", "update"].map(|op| format!("!nurse {op} Report"));
        assert!(refused.iter().all(|one| rights(&spec).contains(one)), "{said}: {:?}", rights(&spec));
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    }
    let said = "Doctors can create and view reports. Nurses can view reports only.";
    let spec = read(&format!("An API in FastAPI. A report has a date. {said}"));
    assert_eq!(spec.open_questions.len(), 0, "{:?}", spec.open_questions);
    assert_eq!(rights(&spec), ["doctor create Report", "doctor read Report", "nurse read Report"]);
}
