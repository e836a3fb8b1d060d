//! Things of which each is of one other, in the many ways in which people say it: the fields go to the right one of the
//! two, and the key leads to the other.

use domain::Spec;

use crate::reading::read;

fn fields(spec: &Spec, entity: &str) -> Vec<String> {
    let mut names: Vec<String> =
        spec.entities.get(entity).map(|e| e.fields.keys().cloned().collect()).unwrap_or_default();
    names.sort();
    names
}

/// A sentence about some part of some whole, the names in the singular and the plural.
type Said = fn(&[&str; 4], &str) -> String;

#[test]
fn the_list_is_of_the_part_and_the_part_has_a_key_to_the_whole() {
    let ways: &[Said] = &[
        |[w, _, p, _], list| format!("A {p} of a {w} has {list}."),
        |[w, _, p, _], list| format!("Each {p} of a {w} records {list}."),
        |[w, _, _, ps], list| format!("{ps} of a {w} have {list}."),
        |[_, ws, p, ps], list| format!("{ws} get {ps}. A {p} has {list}."),
        |[w, _, _, ps], list| format!("We also keep {ps} for each {w}, with {list}."),
        |[w, _, p, _], list| format!("When a {w} gets a {p} we note {list}."),
        |[w, _, p, ps], list| format!("Each {w} has many {ps}. The fields of a {p} are {list}."),
        |[w, _, p, ps], list| format!("There can be many {ps} per {w}. Per {p} we keep {list}."),
        |[_, ws, _, ps], list| format!("We log {ps} against {ws}: {list}."),
        |[w, _, p, _], list| format!("Each {p} is linked to a {w}. We store {list} of each {p}."),
        |[w, _, _, ps], list| format!("A {w}'s {ps} have {list}."),
        |[_, ws, p, ps], list| format!("We keep {ws} and their {ps}. A {p} has {list}."),
    ];
    let things = [
        (["pump", "pumps", "check", "checks"], "a serial number and a colour", "Pump", "Check"),
        (["goat", "goats", "weight check", "weight checks"], "a tag and a breed", "Goat", "WeightCheck"),
        (["site", "sites", "hearing", "hearings"], "a name and a district", "Site", "Hearing"),
    ];
    for (names, own, whole, part) in things {
        for (n, said) in ways.iter().enumerate() {
            let text = format!(
                "An API in FastAPI. A {} has {own}. {}",
                names[0],
                said(&names, "a date, a result and a finding")
            );
            let spec = read(&text);
            assert_eq!(fields(&spec, part), ["date", "finding", "result"], "{n}: {text}");
            assert_eq!(fields(&spec, whole).len(), 2, "{n}: {text}");
            let tied = spec.relations.iter().filter(|r| r.from == part && r.to == whole).count();
            assert_eq!((tied, spec.relations.len()), (1, 1), "{n}: {text} {:?}", spec.relations);
            assert!(!spec.open_questions.iter().any(|q| q.blocking), "{n}: {text} {:?}", spec.open_questions);
        }
    }
}

#[test]
fn what_the_software_has_in_a_list_are_things_with_their_members() {
    for head in ["An API with:", "Build a backend with the following:", "A FastAPI service with"] {
        for (pump, check) in [
            ("pump: serial number, colour", "check: pump, date, result"),
            ("pumps (serial number, colour)", "checks (pump, date, result)"),
        ] {
            let text = format!("{head}\n- {pump}\n- {check}\n");
            let spec = read(&text);
            assert_eq!(fields(&spec, "Pump"), ["colour", "serial_number"], "{text}");
            assert_eq!(fields(&spec, "Check"), ["date", "result"], "{text}");
            assert_eq!(spec.relations.len(), 1, "{text}");
        }
    }
}

#[test]
fn a_game_between_members_keeps_its_own_list() {
    let spec = read(
        "An API in FastAPI. Members have a name. We record games between members: white, black, date, result (1-0, 0-1, draw).",
    );
    assert_eq!(fields(&spec, "Member"), ["name"]);
    assert!(fields(&spec, "Game").contains(&"result".to_owned()));
}

#[test]
fn nobody_decides_whether_a_book_has_one_author_or_an_author_one_book() {
    let spec =
        read("An API in FastAPI for books and their authors. A book has a title. An author has a name.");
    assert!(spec.relations.is_empty(), "{:?}", spec.relations);
}

#[test]
fn the_rows_of_one_are_listed_and_not_counted_where_no_number_is_asked_for() {
    for said in [
        "I need a list of repairs per workshop.",
        "For each workshop I can see its repairs.",
        "For every workshop we want to see its repairs.",
        "List the repairs of a workshop.",
    ] {
        let text = format!(
            "An API in FastAPI. A workshop has a name. A repair has a cost, a due date and a workshop. {said}"
        );
        let spec = read(&text);
        let counted =
            spec.operations.iter().any(|op| op.path.as_deref().is_some_and(|path| path.contains("count")));
        assert!(!counted, "{text}");
        let below = spec.operations.iter().any(|op| op.path.as_deref() == Some("/workshops/{id}/repairs"));
        let filtered = serde_json::to_string(&spec.operations).unwrap().contains("workshop_id");
        assert!(below || filtered, "{text}");
    }
    let spec = read(
        "An API in FastAPI. A workshop has a name. A repair has a cost and a workshop. For each workshop show the number of repairs.",
    );
    assert!(spec.operations.iter().any(|op| op.path.as_deref().is_some_and(|path| path.contains("count"))));
}

#[test]
fn lists_are_ordered_searched_and_cut_to_a_period_in_many_words() {
    let asked = |said: &str| {
        let spec = read(&format!(
            "An API in FastAPI. A repair has a description, a due date and a status: open, done. {said}"
        ));
        let list = spec.operations.iter().find(|op| op.path.as_deref() == Some("/repairs")).unwrap().clone();
        serde_json::to_value(list).unwrap()
    };
    assert!(
        asked("Find repairs whose description contains a word.")["search"]
            .to_string()
            .contains("description")
    );
    assert!(
        asked("The list of repairs can be narrowed down by status.")["filters"]
            .to_string()
            .contains("status")
    );
    for said in
        ["I can ask for repairs due in a given period.", "Show repairs with a due date between from and to."]
    {
        assert!(asked(said)["filters"].to_string().contains("due_date"), "{said}");
    }
}

fn condition(spec: &Spec, role: &str, op: &str, entity: &str) -> Option<Option<String>> {
    let permissions = &spec.auth.as_ref()?.permissions;
    let told = permissions.iter().find(|p| {
        p.roles.iter().any(|r| r == role)
            && p.entity.as_deref() == Some(entity)
            && p.ops.iter().any(|named| named == op)
    })?;
    Some(told.condition.clone())
}

#[test]
fn only_what_they_did_something_to_is_theirs() {
    for said in [
        "Readers can see all books and the loans they made.",
        "Readers can see books and the loans that they have opened.",
        "Readers can see books and, after logging in, the loans that they have bought.",
    ] {
        let spec = read(&format!(
            "FastAPI. A book has a title. A loan has a book and a due date. {said} Librarians manage books."
        ));
        assert_eq!(condition(&spec, "reader", "read", "Book"), Some(None), "{said}");
        let loans = condition(&spec, "reader", "read", "Loan").unwrap();
        assert!(loans.is_some_and(|how| how.starts_with("own")), "{said}");
        assert!(!spec.relations.iter().any(|r| r.from == "Book"), "{said}");
    }
}

#[test]
fn those_they_did_something_to_are_no_others() {
    for said in [
        "edit those they created",
        "edit those they command",
        "edit the ones they coach",
        "edit those that belong to them",
        "edit those assigned to them",
    ] {
        let spec = read(&format!(
            "FastAPI. A team has a name. Coaches can create teams and {said}. Admins manage teams."
        ));
        assert_eq!(condition(&spec, "coach", "update", "Team"), Some(Some("own".to_owned())), "{said}");
        assert_eq!(spec.coverage.silent, 0, "{said}");
    }
}

#[test]
fn a_condition_that_nobody_reads_leaves_the_right_to_their_own() {
    let spec = read(
        "FastAPI. A result has a value. Technicians can correct the results they entered themselves as long as the result has \
         not been validated. Managers can delete results.",
    );
    assert_eq!(condition(&spec, "technician", "update", "Result"), Some(Some("own".to_owned())));
    assert!(spec.open_questions.iter().any(|q| q.text.contains("has not been validated")));
}

#[test]
fn whoever_is_told_you_has_records_of_their_own() {
    for said in [
        "but you can only change or delete your own",
        "but you may change and delete only your own ones",
        "but they can only change or delete their own",
    ] {
        let spec = crate::reading::read(&format!("Samples have a code. Users can add samples, {said}."));
        let rights = &spec.auth.as_ref().unwrap().permissions;
        let mut deleting = rights.iter().filter(|right| {
            right.ops.iter().any(|op| op == "delete") && right.roles.iter().any(|role| role == "user")
        });
        let one = deleting.next();
        assert!(one.is_some_and(|right| right.condition.is_some()), "{said}: {rights:?}");
        assert!(deleting.next().is_none(), "{said}: {rights:?}");
    }
}
