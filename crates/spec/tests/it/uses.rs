//! Who uses the software and what it keeps; what many do in many; rows by a date that is given.

use domain::spec::RelationKind;

use crate::reading::read;

#[test]
fn whoever_uses_the_software_is_no_part_of_it() {
    let places = ["a dentist office", "a small gym", "a bakery", "a school"];
    let leads = [
        "Build an app so {} can manage",
        "A tool that helps {} track",
        "A web app where {} can keep track of",
    ];
    for place in places {
        for lead in leads {
            let text =
                format!("{} orders (number, due date) and clients (name, email).", lead.replace("{}", place));
            let spec = read(&text);
            assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Order", "Client"], "{text}");
            let auth = spec.auth.as_ref().unwrap();
            assert!(auth.roles.is_empty() && auth.scheme == "none", "{text}: {auth:?}");
            assert_eq!(spec.open_questions.len(), 0, "{text}: {:?}", spec.open_questions);
        }
    }
}

#[test]
fn what_many_do_in_many_ties_both() {
    for (many, verb, others) in [
        ("Guests", "appear in", "concerts"),
        ("Guests", "play in several", "concerts"),
        ("Guests", "can perform in", "concerts"),
        ("Guests", "compete in many", "concerts"),
    ] {
        let text = format!("An API. Concerts have a title. Guests have a name. {many} {verb} {others}.");
        let spec = read(&text);
        let [relation] = spec.relations.as_slice() else { panic!("{text}: {:?}", spec.relations) };
        assert_eq!(relation.kind, RelationKind::ManyToMany, "{text}");
        assert_eq!(spec.open_questions.len(), 0, "{text}: {:?}", spec.open_questions);
    }
    for verb in ["sit at a", "work at one", "stay at a", "live at a"] {
        let text = format!("An API. Concerts have a title. Guests have a name. Guests {verb} concert.");
        let spec = read(&text);
        let [relation] = spec.relations.as_slice() else { panic!("{text}: {:?}", spec.relations) };
        assert_eq!((relation.kind, relation.from.as_str()), (RelationKind::ManyToOne, "Guest"), "{text}");
    }
}

#[test]
fn rows_are_listed_by_a_date_that_is_given() {
    for lead in ["List", "Show all", "I want to get", "Find all"] {
        for rows in ["vaccinations due", "vaccinations that are due"] {
            for when in [
                "before a given date",
                "between two dates",
                "after a certain day",
                "until a given date",
                "in a date range",
            ] {
                let text = format!(
                    "An API. Pets have a name. Vaccinations belong to a pet and have a vaccine and a due date. {lead} {rows} {when}."
                );
                let spec = read(&text);
                let list = spec.operations.iter().find(|op| op.id == "listVaccinations").unwrap();
                assert_eq!(list.filters, ["due_date_from", "due_date_to"], "{text}");
                assert_eq!(spec.open_questions.len(), 0, "{text}: {:?}", spec.open_questions);
                assert_eq!(spec.rules.len(), 0, "{text}");
            }
        }
    }
}
