//! Words that are easily taken for something else: names that are verbs, numbers that are pages, conditions that are
//! members.

use domain::{
    Spec,
    rule::FormalRule,
    spec::{FieldType, OperationKind},
};

use crate::reading::read;

fn fields(spec: &Spec, entity: &str) -> Vec<String> {
    spec.entities.get(entity).map(|e| e.fields.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn a_plural_behind_for_is_a_thing_whatever_verb_it_may_be() {
    for (lead, thing, entity) in [
        ("API for", "permits", "Permit"),
        ("A REST API for", "shows", "Show"),
        ("I need a backend to manage", "permits", "Permit"),
        ("API for garages (name, address) and", "permits", "Permit"),
    ] {
        let spec = read(&format!("{lead} {thing} (title, plate unique, owner name)."));
        assert_eq!(fields(&spec, entity), ["title", "plate", "owner_name"], "{lead} {thing}");
    }
    let spec = read(
        "API for permits (plate unique, owner name). Look up a permit by plate: GET /permits/by-plate/{plate}",
    );
    let by = spec.operations.iter().find_map(|op| op.route.as_ref()?.by.clone());
    assert_eq!(by.as_deref(), Some("plate"), "{:?}", spec.open_questions);
}

#[test]
fn one_member_makes_a_thing_beside_others_that_have_more() {
    for (member, kind) in
        [("email", FieldType::Email), ("iban", FieldType::String), ("text unique", FieldType::Text)]
    {
        let text = format!("API for transfers (reference, amount) and keepers ({member}).");
        let spec = read(&text);
        let name = member.split(' ').next().unwrap_or_default();
        let found = spec.entities.get("Keeper").and_then(|e| e.fields.get(name)).map(|f| f.ql_type);
        assert_eq!(found, Some(kind), "{text}");
    }
}

#[test]
fn a_day_of_the_calendar_is_no_name() {
    for said in ["date today or later", "date from today on", "date not in the past"] {
        let spec = read(&format!("API for classes (title, {said})."));
        assert_eq!(fields(&spec, "Class"), ["title", "date"], "{said}");
        assert!(matches!(FormalRule::of(&spec.rules[0]), Some(FormalRule::Time { .. })), "{said}");
    }
}

#[test]
fn what_a_list_can_do_is_no_thing_and_no_field() {
    let filters = |text: &str| {
        let spec = read(text);
        assert_eq!(spec.entities.len(), 1, "{text}: {:?}", spec.entities.keys());
        assert_eq!(spec.open_questions.len(), 0, "{text}: {:?}", spec.open_questions);
        let list = spec.operations.iter().find(|op| op.kind == OperationKind::List);
        list.map(|op| op.filters.clone()).unwrap_or_default()
    };
    assert_eq!(filters("API for doctors (name, city) with filters for city."), ["city"]);
    for said in ["by a range of rate", "by rate range", "by the range of the rate"] {
        let text = format!("API for shops (name, city, rate decimal). Filter shops by city and {said}.");
        assert_eq!(filters(&text), ["city", "rate_from", "rate_to"], "{text}");
    }
}

#[test]
fn one_at_a_time_is_no_page() {
    let spec = read(
        "API for lockers. A locker has a number from 1 to 200 and can be given to one member at a time.",
    );
    assert_eq!(fields(&spec, "Locker"), ["number"]);
    let pages = spec.operations.iter().filter_map(|op| op.page.as_ref());
    assert!(pages.clone().all(|page| page.default == 20), "{:?}", pages.collect::<Vec<_>>());
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn what_holds_while_is_no_member() {
    let spec = read(
        "A cinema has a name. A screening has a title. Deleting a cinema is refused while it has screenings.",
    );
    assert!(spec.relations.iter().all(|r| r.rule.as_deref() != Some("G2.has-many")), "{:?}", spec.relations);
}

#[test]
fn people_are_no_states() {
    let spec = read(
        "Users log in and are employees or managers. A leave request has a first day and a status (draft, approved). \
         New users are employees.",
    );
    let field = &spec.entities["LeaveRequest"].fields["status"];
    let values: Vec<&str> = field.values.iter().flatten().filter_map(|v| v.as_str()).collect();
    assert_eq!(values, ["draft", "approved"]);
    assert_ne!(field.default, Some(serde_json::json!("employee")));
}

#[test]
fn what_is_used_is_a_thing_and_used_alone_a_flag() {
    let spec = read("API for treatments (product used, date). API for coupons (code, used).");
    assert_eq!(spec.entities["Treatment"].fields["product_used"].ql_type, FieldType::String);
    assert_eq!(spec.entities["Coupon"].fields["used"].ql_type, FieldType::Boolean);
}

#[test]
fn both_ends_are_of_the_record_that_is_named() {
    let given = "API for courses (title, start time, end time) and rentals (item, start time, end time).";
    for said in [
        "The end time of a rental must be after its start time.",
        "The end time of a rental must be after the start time.",
        "A rental's end time must be after its start time.",
    ] {
        let spec = read(&format!("{given} {said}"));
        let rules: Vec<_> =
            spec.rules.iter().map(|rule| (rule.entity.clone(), FormalRule::of(rule))).collect();
        let order = FormalRule::Order { before: "start_time".into(), after: "end_time".into(), strict: true };
        assert_eq!(rules, [(Some("Rental".to_owned()), Some(order))], "{said}");
        assert_eq!(spec.relations.len(), 0, "{said}");
    }
}

#[test]
fn a_number_is_held_against_one_that_a_key_leads_to() {
    let given = "API for tables (number unique, seats) and reservations (table, party size).";
    for said in [
        "Party size can't be more than the seats.",
        "The party size must not exceed the seats.",
        "Party size <= seats.",
        "The party size may not be larger than the table's seats.",
    ] {
        let spec = read(&format!("{given} {said}"));
        let found = spec.rules.iter().find_map(FormalRule::of);
        assert!(
            matches!(&found, Some(FormalRule::Compare { field, key, other, .. })
                if field == "party_size" && key == "table_id" && other == "seats"),
            "{said}: {found:?}"
        );
    }
}

#[test]
fn names_of_ends_may_be_small_words_and_carry_a_unit() {
    for (fields, said, before, after) in [
        ("from, to", "\"to\" must be after \"from\".", "from", "to"),
        ("from date, to date", "To date must be after from date.", "from_date", "to_date"),
        ("start, finish", "Finish always is after the start.", "start", "finish"),
        ("start km, end km", "The end km must be greater than the start km.", "start", "end"),
    ] {
        let spec = read(&format!("API for trips (car, {fields}). {said}"));
        let found = spec.rules.iter().find_map(FormalRule::of);
        let order = FormalRule::Order { before: before.into(), after: after.into(), strict: true };
        assert_eq!(found, Some(order), "{said}: {:?}", spec.open_questions);
    }
}

#[test]
fn what_is_impossible_never_happens() {
    for said in [
        "It must not be possible to change or delete an entry.",
        "It is forbidden to edit or delete entries.",
        "Entries can be neither changed nor removed.",
        "Entries are final: they can be neither changed nor removed.",
        "Changing or deleting entries is impossible.",
        "An entry can neither be edited nor deleted.",
    ] {
        let spec = read(&format!("API for entries (value). {said}"));
        let rules: Vec<FormalRule> = spec.rules.iter().filter_map(FormalRule::of).collect();
        assert_eq!(rules, [FormalRule::Immutable { fields: vec![], filter: None, ops: vec![] }], "{said}");
        let gone = |kind| spec.operations.iter().all(|op| op.kind != kind);
        assert!(gone(OperationKind::Update) && gone(OperationKind::Delete), "{said}");
    }
}

#[test]
fn a_thing_called_application_is_no_software_among_other_things() {
    for text in [
        "A person has a name. An animal has a name. Application: person, animal, status (pending, approved).",
        "API for dogs. Dog: name. Person: name. Application: person, dog, message.",
    ] {
        let spec = read(text);
        assert!(spec.entities.contains_key("Application"), "{text}: {:?}", spec.entities.keys());
        let keys = spec.relations.iter().filter(|key| key.from == "Application").count();
        assert_eq!(keys, 2, "{text}: {:?}", spec.relations);
    }
}

#[test]
fn what_a_thing_stores_is_its_own() {
    for verb in ["stores", "keeps", "includes", "contains"] {
        let text = format!(
            "A show has a name. Each track belongs to a show and {verb} artist, title and length in seconds."
        );
        let spec = read(&text);
        let names: Vec<&String> = spec.entities.keys().collect();
        assert_eq!(names, ["Show", "Track"], "{text}");
        let fields: Vec<&String> = spec.entities["Track"].fields.keys().collect();
        assert_eq!(fields, ["artist", "title", "length"], "{text}");
    }
}

#[test]
fn what_goes_with_another_thing_is_deleted_with_it() {
    for said in ["delete with building", "deleted with its building", "removed together with the building"] {
        let text = format!("- Building: name\n- Flat: building, number; {said}\n");
        let spec = read(&text);
        assert_eq!(spec.relations[0].on_delete, Some(domain::spec::OnDelete::Cascade), "{text}");
    }
}

#[test]
fn records_in_a_state_are_no_role() {
    let spec =
        read("Pickers: name, active yes/no. Pickings: picker, day. Inactive pickers can't get new pickings.");
    let auth = spec.auth.as_ref().unwrap();
    assert!(auth.roles.is_empty(), "{:?}", auth.roles);
    assert_eq!(spec.rules.len(), 1, "{:?}", spec.rules);
}

#[test]
fn one_at_a_time_is_no_key() {
    let spec = read(
        "Berths have a name. Boats have a name. Stays: boat, berth, arrival. A berth is only for one boat at a time.",
    );
    assert!(!spec.relations.iter().any(|key| key.from == "Berth"), "{:?}", spec.relations);
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn each_of_two_clauses_has_its_own_people() {
    let spec = read(
        "A household has a card number. A handout has a date. Volunteers record the handouts, the coordinator manages households.",
    );
    let rights = &spec.auth.as_ref().unwrap().permissions;
    let of = |role: &str, entity: &str| {
        rights
            .iter()
            .filter(|right| right.roles == [role] && right.entity.as_deref() == Some(entity))
            .flat_map(|right| &right.ops)
            .count()
    };
    assert!(of("coordinator", "Household") >= 4, "{rights:?}");
    assert_eq!(of("volunteer", "Household"), 0, "{rights:?}");
    assert!(of("volunteer", "Handout") > 0, "{rights:?}");
}

#[test]
fn dashes_between_a_name_and_what_is_said_of_it_divide_no_things() {
    let spec = read(
        "- matters: reference - string - required - unique; subject - string - max 200; rate - decimal - 80 to 600\n\
         - lawyers: initials - string; partner - boolean - default false\n",
    );
    assert_eq!(fields(&spec, "Matter"), ["reference", "subject", "rate"]);
    assert_eq!(fields(&spec, "Lawyer"), ["initials", "partner"]);
    assert_eq!(spec.entities["Matter"].fields["reference"].unique, Some(true));
    assert_eq!(spec.entities["Matter"].fields["subject"].max_length, Some(200));
    assert!(spec.open_questions.is_empty(), "{:?}", spec.open_questions);
}

#[test]
fn the_most_that_one_may_have_needs_no_verb() {
    for said in [
        "One person max one pending application per animal",
        "Each person at most one pending application per animal",
        "A person may have at most one pending application per animal",
    ] {
        let spec = read(&format!(
            "Person: name. Animal: name. Applications: person, animal, status (pending, approved). {said}."
        ));
        let rules: Vec<FormalRule> = spec.rules.iter().filter_map(FormalRule::of).collect();
        let scoped = rules
            .iter()
            .any(|rule| matches!(rule, FormalRule::Limit { scope, max: 1, .. } if scope.len() == 2));
        assert!(scoped, "{said}: {:?}", spec.rules);
    }
}

#[test]
fn what_is_recorded_for_a_thing_is_its_own() {
    for said in [
        "For the installation we record",
        "For each installation we note",
        "About an installation, we also store",
    ] {
        let spec = read(&format!(
            "An inverter has a maker. Installations have an inverter. {said} the number of panels, the planned date and the price."
        ));
        assert_eq!(fields(&spec, "Installation"), ["panels", "planned_date", "price"], "{said}");
        assert_eq!(fields(&spec, "Inverter"), ["maker"], "{said}");
    }
}

#[test]
fn a_heading_over_arrows_and_a_time_that_things_are_kept_are_no_data() {
    let spec = read("Data\n- Snag: title, status\n\nWorkflow\nopen -> assigned -> fixed.\n");
    let values = spec.entities["Snag"].fields["status"].values.clone().unwrap();
    assert_eq!(values, ["open", "assigned", "fixed"]);
    let spec = read("Found items have a description and are kept for 90 days.");
    assert_eq!(fields(&spec, "FoundItem"), ["description"]);
    assert!(spec.open_questions.iter().any(|question| question.text.contains("90")));
}

#[test]
fn neither_may_others() {
    for said in ["neither can a rider", "nor can a rider", "and neither may riders"] {
        let spec = read(&format!(
            "A horse has a name. A rider has a name. Lessons: horse, rider, starts at, ends at. A horse can't be in two lessons at the same time, {said}."
        ));
        let rules: Vec<FormalRule> = spec.rules.iter().filter_map(FormalRule::of).collect();
        for key in ["horse_id", "rider_id"] {
            let held =
                rules.iter().any(|rule| matches!(rule, FormalRule::Overlap { scope, .. } if *scope == [key]));
            assert!(held, "{said}: {key}: {:?}", spec.rules);
        }
    }
}
