//! Sentences that are easily taken for small talk, exclusions or names, and say something all the same.

use domain::{Spec, spec::FieldType};

use crate::reading::read;

fn asked(spec: &Spec) -> Vec<String> {
    spec.open_questions.iter().map(|question| question.text.clone()).collect()
}

#[test]
fn what_must_not_be_is_no_wish_to_leave_it_out() {
    for said in [
        "No duplicates.",
        "No anonymous access.",
        "No deletion.",
        "No negative prices.",
        "No double entries.",
        "Without duplicates.",
        "No past dates.",
    ] {
        let spec = read(&format!("An API for items. Item: name, price. {said}"));
        let left = spec.assumptions.iter().find(|a| a.text.contains("not built, as the text says"));
        assert!(left.is_none(), "{said}: {left:?}");
        assert!(!asked(&spec).is_empty(), "{said} went nowhere");
    }
    for said in ["No payments, no frontend.", "No need for a newsletter."] {
        let spec = read(&format!("An API for items. Item: name, price. {said}"));
        assert!(asked(&spec).is_empty(), "{said}: {:?}", asked(&spec));
    }
}

#[test]
fn a_number_that_is_to_be_told_is_no_small_talk() {
    for lead in ["Tell me", "Please tell me", "Tell us", "Give me"] {
        let spec = read(&format!("An expense has an amount and a date. {lead} the total per month."));
        let route = spec.operations.iter().find(|op| op.route.is_some());
        assert_eq!(
            route.and_then(|op| op.path.as_deref()),
            Some("/expenses/total-amount-per-month"),
            "{lead}"
        );
    }
    let spec = read("A budget has a name and a limit. Tell me whether the limit is exceeded.");
    assert!(!asked(&spec).is_empty());
}

#[test]
fn what_stands_in_brackets_is_no_small_talk() {
    for said in ["They do ergo tests (distance in metres, date).", "We hold regattas (name, place)."] {
        let spec = read(&format!("Rowers have a name. {said}"));
        let made = spec.entities.len() > 1;
        assert!(made || !asked(&spec).is_empty(), "{said} went nowhere");
    }
}

#[test]
fn login_is_no_member_of_what_is_kept() {
    for said in ["Notes with login.", "Claims with accounts.", "Recipes with user accounts."] {
        let thing = said.split(' ').next().unwrap().trim_end_matches('s').to_lowercase();
        let spec = read(&format!("{said} A {thing} has a title."));
        let (_, entity) = spec.entities.first().unwrap();
        assert_eq!(entity.fields.keys().collect::<Vec<_>>(), ["title"], "{said}");
        assert_ne!(spec.auth.as_ref().map(|auth| auth.scheme.as_str()), Some("none"), "{said}");
    }
}

#[test]
fn people_that_are_kept_have_no_accounts_because_a_rule_speaks_of_them() {
    for said in [
        "Mentors have a name and can look after at most 4 apprentices. Apprentices have a name and a mentor.",
        "Donors have a name. A donor may donate at most once every 56 days.",
        "Mentor: name, phone. Apprentice: name, mentor. A mentor looks after at most 4 apprentices.",
        "Coaches have a name and can train at most 10 players. Players have a name and a coach.",
    ] {
        let spec = read(said);
        assert_eq!(spec.auth.as_ref().map(|auth| auth.scheme.as_str()), Some("none"), "{said}");
    }
    let limits = |said: &str| read(said).rules.iter().filter(|rule| rule.kind == "limit").count();
    assert_eq!(
        limits("Mentor: name, phone. Apprentice: name, mentor. A mentor looks after at most 4 apprentices."),
        1
    );
    assert_eq!(
        limits("Coaches have a name and can train at most 10 players. Players have a name and a coach."),
        1
    );
}

#[test]
fn a_refusal_keeps_its_no() {
    let spec =
        read("Plot: number, size. Lease: plot, start date, end date. No plot may be leased by a stranger.");
    let texts: Vec<_> = spec.rules.iter().map(|rule| rule.text.as_str()).collect();
    assert!(texts.iter().all(|text| !text.contains("may be leased") || text.starts_with("No ")), "{texts:?}");
}

#[test]
fn what_goes_with_what_is_said_in_many_ways() {
    for said in [
        "Delete a room and its devices go too.",
        "If you delete a room, its devices are deleted as well.",
        "Remove a room and all its devices disappear.",
    ] {
        let spec = read(&format!("Room: name, floor. Device: name, room. {said}"));
        let effect = serde_json::to_value(spec.relations[0].on_delete).unwrap();
        assert_eq!(effect, "cascade", "{said}");
    }
    for said in [
        "If a mentor leaves and is deleted, the apprentices stay but without a mentor.",
        "When a mentor is deleted, the apprentices stay without one.",
    ] {
        let spec = read(&format!("Mentor: name, phone. Apprentice: name, mentor (optional). {said}"));
        let effect = serde_json::to_value(spec.relations[0].on_delete).unwrap();
        assert_eq!(effect, "set_null", "{said}");
        assert!(asked(&spec).is_empty(), "{said}: {:?}", asked(&spec));
    }
}

#[test]
fn states_are_told_from_where_they_begin() {
    for (said, states) in [
        (
            "Status starts as open and goes open -> in progress -> done; an open one can also be cancelled. \
             Nothing else is allowed.",
            vec!["open", "in_progress", "done", "cancelled"],
        ),
        (
            "A job has a status that goes from scheduled to completed or cancelled.",
            vec!["scheduled", "completed", "cancelled"],
        ),
        (
            "A job's status begins as new and then moves to assigned, then to closed.",
            vec!["new", "assigned", "closed"],
        ),
    ] {
        let spec = read(&format!("A job has a title. {said}"));
        let field = &spec.entities["Job"].fields["status"];
        assert_eq!(field.ql_type, FieldType::Enum, "{said}");
        let found: Vec<_> = field.values.iter().flatten().filter_map(|value| value.as_str()).collect();
        assert_eq!(found, states, "{said}");
        assert!(asked(&spec).is_empty(), "{said}: {:?}", asked(&spec));
        assert_eq!(spec.rules.iter().filter(|rule| rule.kind == "state_machine").count(), 1, "{said}");
    }
}

#[test]
fn how_things_come_to_whoever_asks_is_no_rule() {
    for said in ["Farmers send us samples.", "The owners bring us the samples.", "Schools hand us samples."] {
        let spec = read(&format!("A sample has a barcode (unique) and a note (optional). {said}"));
        assert!(asked(&spec).is_empty() && spec.rules.is_empty(), "{said}: {:?}", asked(&spec));
    }
    let spec = read(
        "Clinic: name, city. Patient: name, phone. A patient SHALL be registered at exactly one clinic.",
    );
    assert!(asked(&spec).is_empty() && spec.rules.is_empty(), "{:?}", asked(&spec));
    assert!(
        spec.relations.iter().any(|r| r.from == "Patient" && r.to == "Clinic" && r.required == Some(true))
    );
}

#[test]
fn how_much_of_a_shared_thing_is_kept_between_the_two() {
    for said in [
        "A recipe has many ingredients with a quantity. Ingredient: name, price. Recipe: name, portions.",
        "Ingredient: name, price. Recipe: name, portions. A recipe has many ingredients with a quantity.",
    ] {
        let spec = read(said);
        let between = &spec.entities["RecipeIngredient"];
        assert_eq!(between.fields.keys().collect::<Vec<_>>(), ["quantity"], "{said}");
        assert_eq!(between.unique, [["recipe_id", "ingredient_id"]], "{said}");
        let keys: Vec<_> = spec.relations.iter().map(|r| format!("{} -> {}", r.from, r.to)).collect();
        assert_eq!(keys, ["RecipeIngredient -> Recipe", "RecipeIngredient -> Ingredient"], "{said}");
        assert!(!spec.entities["Ingredient"].fields.contains_key("quantity"), "{said}");
    }
}

#[test]
fn parameters_of_a_route_line_are_filters_or_asked_about() {
    let metered =
        |said: &str| read(&format!("Meter: number, address. Reading: meter, taken at, kwh. {said}"));
    let spec = metered("GET /meters/{id}/readings?from=&to=");
    let own = spec.operations.iter().find(|op| op.route.is_some()).unwrap();
    assert_eq!(own.filters, ["taken_at_from", "taken_at_to"]);
    assert!(spec.assumptions.iter().any(|a| a.text == "the parameter from is called taken_at_from"));
    let spec = metered("GET /meters/{id}/readings?colour=red");
    assert!(
        asked(&spec).iter().any(|text| text.contains("its parameter \u{201c}colour\u{201d}")),
        "{:?}",
        asked(&spec)
    );
}

#[test]
fn what_is_booked_is_what_its_field_names() {
    let rule = |said: &str| read(said).rules.first().map(|rule| rule.params.clone()).unwrap_or_default();
    let scope = rule("Meeting room booking: room, organiser, from, to. No double bookings.")["scope"].clone();
    assert_eq!(scope, serde_json::json!(["room"]));
    let spec = read("Desk booking: desk, employee email, date. No double bookings.");
    assert_eq!(spec.entities["DeskBooking"].unique, [["desk", "date"]]);
    // What else it could be of is asked.
    let spec = read("Booking: title, note, from, to. No double bookings.");
    assert!(spec.rules.iter().all(|rule| rule.kind != "overlap") && !asked(&spec).is_empty());
}

#[test]
fn what_is_shown_where_something_holds_is_no_rule() {
    let spec = read(
        "Part: name, stock (integer), reorder level (integer). Show parts where stock is below reorder level.",
    );
    assert!(spec.rules.is_empty() && asked(&spec).is_empty(), "{:?}", spec.rules);
    assert!(spec.operations.iter().any(|op| op.path.as_deref() == Some("/parts/low-stock")));
}

#[test]
fn a_long_sentence_of_lists_is_read_to_its_end() {
    let spec = read(
        "Track invoices for a freelancer: clients (name, VAT id optional), invoices (number unique, client, issued on, \
         due on not before issued on, status draft/sent/paid default draft) and lines (description, quantity, unit price).",
    );
    assert_eq!(
        spec.entities["Invoice"].fields.keys().collect::<Vec<_>>(),
        ["number", "issued_on", "due_on", "status"]
    );
    assert_eq!(spec.entities["Client"].fields.keys().collect::<Vec<_>>(), ["name", "vat_id"]);
    assert_eq!(spec.entities["Line"].fields.len(), 3);
    assert!(spec.rules.iter().any(|rule| rule.kind == "order"));
}

#[test]
fn to_log_in_is_a_deed() {
    let spec = read("Users sign up with email and password and log in. A note has a title.");
    assert!(spec.entities.get("User").is_none_or(|user| user.fields.is_empty()));
    assert!(asked(&spec).is_empty(), "{:?}", asked(&spec));
}
