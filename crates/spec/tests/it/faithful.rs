//! What is easily read wrong without a word: values of several words, marks that mean something, words that name software
//! elsewhere, types behind a field, amounts in money. Each is read as it stands, or asked about as a whole.

use domain::{
    Spec,
    rule::FormalRule,
    spec::{FieldType, ProjectType, RelationKind},
};

use crate::reading::read;

fn fields(spec: &Spec, entity: &str) -> Vec<String> {
    spec.entities.get(entity).map(|e| e.fields.keys().cloned().collect()).unwrap_or_default()
}

fn kind(spec: &Spec, entity: &str, field: &str) -> Option<FieldType> {
    Some(spec.entities.get(entity)?.fields.get(field)?.ql_type)
}

fn values(spec: &Spec, entity: &str, field: &str) -> Vec<String> {
    let field = spec.entities.get(entity).and_then(|e| e.fields.get(field));
    let values = field.and_then(|f| f.values.clone()).unwrap_or_default();
    values.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

#[test]
fn a_value_may_have_several_words_small_ones_among_them() {
    for (said, want) in [
        ("day pass, part time, full time", ["day_pass", "part_time", "full_time"]),
        ("passed, minor defects, out of order", ["passed", "minor_defects", "out_of_order"]),
        (
            "in transit, out for delivery, left at neighbour",
            ["in_transit", "out_for_delivery", "left_at_neighbour"],
        ),
        (
            "waiting for parts, being worked on, ready for pickup",
            ["waiting_for_parts", "being_worked_on", "ready_for_pickup"],
        ),
        ("hour rate, day rate, month rate", ["hour_rate", "day_rate", "month_rate"]),
    ] {
        for text in [
            format!("A thing has a name and a condition ({said})."),
            format!("A thing has a name and a condition: {said}."),
        ] {
            let spec = read(&text);
            assert_eq!(values(&spec, "Thing", "condition"), want, "{text}");
            assert!(spec.open_questions.is_empty(), "{text}: {:?}", spec.open_questions);
        }
    }
}

#[test]
fn units_and_types_between_commas_are_values() {
    for (said, want) in [
        ("period (day, week, month)", vec!["day", "week", "month"]),
        ("unit (kg, lb)", vec!["kg", "lb"]),
        ("type (text, number, date)", vec!["text", "number", "date"]),
    ] {
        let spec = read(&format!("A plan has a name and a {said}."));
        let name = said.split(' ').next().unwrap_or_default();
        assert_eq!(values(&spec, "Plan", name), want, "{said}");
    }
    let spec = read("A sack has a name and a weight (kg, required).");
    assert_eq!(kind(&spec, "Sack", "weight"), Some(FieldType::Decimal));
}

#[test]
fn signs_that_are_chosen_between_are_values() {
    for said in ["rhesus +/-", "rhesus (+, -)", "rhesus (+/-)", "rhesus + or -"] {
        let spec = read(&format!("API for donors (name, {said}, weight)."));
        assert_eq!(values(&spec, "Donor", "rhesus"), ["+", "-"], "{said}");
    }
}

#[test]
fn a_name_that_tells_its_own_type_ends_the_values_before_it() {
    for (last, kind_of) in [
        ("phone", FieldType::Phone),
        ("email", FieldType::Email),
        ("hire date", FieldType::Date),
        ("salary", FieldType::Decimal),
    ] {
        let spec = read(&format!("Members (name, rank: trainee, junior, captain, {last})."));
        assert_eq!(values(&spec, "Member", "rank"), ["trainee", "junior", "captain"], "{last}");
        assert_eq!(kind(&spec, "Member", &last.replace(' ', "_")), Some(kind_of), "{last}");
    }
    for said in ["channel: letter, post, phone or fax", "channel (letter, post, phone)"] {
        let spec = read(&format!("A contact has a name and a {said}."));
        assert!(values(&spec, "Contact", "channel").contains(&"phone".to_owned()), "{said}");
    }
}

#[test]
fn one_word_within_a_sentence_makes_no_program() {
    let records = "A room has a name and a difficulty from 1 to 5. Teams have a name and an e-mail.";
    for word in [
        "When the game is over the players win points and we store the score.",
        "Once the page is printed the team gets a number.",
        "The library is open on Mondays.",
        "Every package that is lost is searched for.",
        "Passengers wait in the terminal.",
        "A script that is lost is written again.",
    ] {
        let spec = read(&format!("{records} {word}"));
        assert_eq!(spec.project.kind, ProjectType::Api, "{word}");
        assert_eq!(fields(&spec, "Room"), ["name", "difficulty"], "{word}");
    }
    for thing in ["game", "page", "script", "package"] {
        let text = format!(
            "Shop: we have {thing}s (title, price, shelf code). A {thing} that is out can't be sold."
        );
        let spec = read(&text);
        assert_eq!(spec.project.kind, ProjectType::Api, "{text}");
    }
    // What is asked for stays what it is.
    let spec = read("Write a game of nim in JavaScript. Players take turns and the last one loses.");
    assert_eq!(spec.project.kind, ProjectType::Game);
}

#[test]
fn a_bracket_of_types_behind_a_field_makes_no_thing() {
    let spec = read("Materials: name unique, price per tonne (decimal, 2 places).");
    assert_eq!(spec.entities.len(), 1);
    assert_eq!(kind(&spec, "Material", "price_per_tonne"), Some(FieldType::Decimal));
    let spec = read("A wine has a name, drink_from and drink_until (years, drink_from ≤ drink_until).");
    assert_eq!(spec.entities.len(), 1);
    for end in ["drink_from", "drink_until"] {
        assert_eq!(kind(&spec, "Wine", end), Some(FieldType::Integer), "{end}");
    }
    assert!(matches!(FormalRule::of(&spec.rules[0]), Some(FormalRule::Order { .. })));
    for said in
        ["score (integer, 0 to 10)", "rating (decimal, optional)", "fee per night (decimal, required)"]
    {
        let spec = read(&format!("A stay has a name and a {said}."));
        assert_eq!(spec.entities.len(), 1, "{said}: {:?}", spec.entities.keys());
    }
    // What nothing read is asked about as a whole.
    let spec = read("Tickets: number, weighed at (timestamp, set by the server).");
    assert_eq!(fields(&spec, "Ticket"), ["number", "weighed_at"]);
    assert!(spec.open_questions.iter().any(|q| q.text.contains("set by the server")));
}

#[test]
fn what_stands_before_the_dot_is_whose_it_is() {
    for said in ["Job.state", "job.state", "the job's state"] {
        let text = format!(
            "Printer(name!, model). Job(printer, file_name!, pages). {said}: queued -> running -> done, running -> failed."
        );
        let spec = read(&text);
        let machine = spec.rules.iter().find(|rule| rule.kind == "state_machine");
        assert_eq!(machine.and_then(|rule| rule.entity.as_deref()), Some("Job"), "{text}");
        assert!(!fields(&spec, "Printer").contains(&"state".to_owned()), "{text}");
    }
    let spec = read("A printer has a name and a model. Task.state: queued -> running -> done.");
    assert_eq!(fields(&spec, "Printer"), ["name", "model"]);
    assert!(!spec.open_questions.is_empty());
    let spec = read("Orders have a number and a total. Order.total must be positive.");
    assert_eq!(
        spec.entities["Order"].fields["total"].exclusive_minimum.as_ref().and_then(|n| n.as_i64()),
        Some(0)
    );
}

#[test]
fn a_limit_keeps_its_condition_or_stays_text() {
    let things = "Printers have a name. Jobs have a printer, a priority and a state (queued, running, done).";
    for said in [
        "A printer can't have more than 1 job with state=running.",
        "A printer can't have more than one job with state = running.",
        "A printer may have at most one job with status running.",
        "A printer can't have more than 1 job whose state is running.",
    ] {
        let spec = read(&format!("{things} {said}"));
        let limit = spec.rules.iter().find(|rule| rule.kind == "limit").and_then(FormalRule::of);
        assert!(
            matches!(&limit, Some(FormalRule::Limit { filter: Some(_), .. }) | None),
            "{said}: {:?}",
            spec.rules
        );
    }
    for said in [
        "A printer can't have more than 1 job with a priority of 5.",
        "A printer can have at most 2 jobs which somebody watches.",
    ] {
        let spec = read(&format!("{things} {said}"));
        assert!(
            !spec.rules.iter().any(|rule| rule.kind == "limit" && FormalRule::of(rule).is_some()),
            "{said}"
        );
        assert!(!spec.open_questions.is_empty(), "{said}");
    }
}

#[test]
fn money_and_measures_are_amounts() {
    for (said, name, most) in [
        ("an amount requested up to 50,000 euros", "amount_requested", 50_000.0),
        ("a sum asked of at most $200", "sum_asked", 200.0),
        ("a load up to 20 kg", "load", 20.0),
        ("a reach of at most 40 km", "reach", 40.0),
    ] {
        let spec = read(&format!("An application has a title and {said}."));
        let field = spec.entities.get("Application").and_then(|e| e.fields.get(name));
        let field = field.unwrap_or_else(|| panic!("{said}: {:?}", fields(&spec, "Application")));
        assert_eq!(field.ql_type, FieldType::Decimal, "{said}");
        assert_eq!(field.maximum.as_ref().and_then(serde_json::Number::as_f64), Some(most), "{said}");
    }
    let spec = read("Lots: country, farm, kilos, film stock.");
    assert_eq!(kind(&spec, "Lot", "kilos"), Some(FieldType::Decimal));
    assert_eq!(kind(&spec, "Lot", "film_stock"), Some(FieldType::String));
}

#[test]
fn a_name_means_what_its_company_says() {
    for (text, entity, want) in [
        ("A boat has a name, a length and a draught.", "Boat", FieldType::Decimal),
        ("Planks have a code, a length and a width.", "Plank", FieldType::Decimal),
        ("A berth has a code and a length.", "Berth", FieldType::Decimal),
        ("A song has a title and a length.", "Song", FieldType::Duration),
    ] {
        assert_eq!(kind(&read(text), entity, "length"), Some(want), "{text}");
    }
    for (text, entity, want) in [
        ("Rides: from, to, departure time, free seats 1-6.", "Ride", FieldType::String),
        ("Trips have a from, a to and a distance in km.", "Trip", FieldType::String),
        ("Bookings: name, from, to.", "Booking", FieldType::DateTime),
    ] {
        assert_eq!(kind(&read(text), entity, "from"), Some(want), "{text}");
    }
    let spec = read("A vaccine has a name, valid for months (1-36).");
    assert_eq!(fields(&spec, "Vaccine"), ["name", "valid_for_months"]);
}

#[test]
fn both_halves_of_many_to_many_are_one() {
    for said in [
        "A show has one or more hosts and a host can do several shows.",
        "A show has several hosts, and a host can present many shows.",
        "A host can run several shows and a show can have several hosts.",
    ] {
        let spec = read(&format!("Shows have a title and a text. Hosts have a name and a bio. {said}"));
        let [relation] = spec.relations.as_slice() else { panic!("{said}: {:?}", spec.relations) };
        assert_eq!(relation.kind, RelationKind::ManyToMany, "{said}");
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
}

#[test]
fn a_bullet_knows_the_things_of_the_bullets_beside_it() {
    for vaccine in ["name, valid for months (1-36)", "name, made in (Berne or Basel)", "name, code"] {
        let text = format!(
            "Entities:\n- Horse: name, chip (15 digits, unique)\n- Vaccine: {vaccine}\n- Vaccination: horse, vaccine, given on, vet name"
        );
        let spec = read(&text);
        assert_eq!(fields(&spec, "Vaccination"), ["given_on", "vet_name"], "{text}");
        assert_eq!(spec.relations.len(), 2, "{text}: {:?}", spec.relations);
    }
}

#[test]
fn which_of_them_are_counted_is_no_small_matter() {
    let things = "A ride has a place and free seats (1 to 6). Requests have a ride and a note.";
    let rule = |said: &str| {
        let spec = read(&format!("{things} {said}"));
        let formal =
            spec.rules.iter().any(|rule| matches!(FormalRule::of(rule), Some(FormalRule::Capacity { .. })));
        (formal, spec.open_questions.is_empty())
    };
    assert_eq!(rule("A ride can't have more requests than free seats."), (true, true));
    assert_eq!(rule("A ride can't have more accepted requests than free seats."), (false, false));
}

#[test]
fn a_session_that_is_kept_is_no_login() {
    let spec =
        read("A session has a title and a start. A student that is in a running session can't be sent home.");
    assert_eq!(spec.auth.as_ref().map(|auth| auth.scheme.as_str()), Some("none"));
}

#[test]
fn one_that_each_has_is_named_by_it() {
    for said in ["has a contact person (name, relationship, phone)", "has one owner (name, phone)"] {
        let spec = read(&format!("A case has a number and a date. Each case {said}."));
        let [relation] = spec.relations.as_slice() else { panic!("{said}: {:?}", spec.relations) };
        assert_eq!((relation.from.as_str(), relation.kind), ("Case", RelationKind::ManyToOne), "{said}");
    }
}

#[test]
fn being_in_at_most_one_is_a_key_that_may_be_missing() {
    for said in [
        "A participant can be in at most one team.",
        "A participant may only be in one team.",
        "Each participant can join at most one team.",
    ] {
        let spec =
            read(&format!("Participants have a name and an age. Teams have a name and a motto. {said}"));
        let [relation] = spec.relations.as_slice() else { panic!("{said}: {:?}", spec.relations) };
        assert_eq!((relation.from.as_str(), relation.to.as_str()), ("Participant", "Team"), "{said}");
    }
}

#[test]
fn what_the_writers_live_from_is_no_record_of_theirs() {
    let things = "An apiary has a name and a place. Each hive stands in one apiary and has a number.";
    for (said, not) in [
        ("We keep bees at several apiaries.", "Bee"),
        ("We rent out skis and boots at the foot of the slope.", "Ski"),
        ("I sell candles on the market.", "Candle"),
    ] {
        let spec = read(&format!("{said} {things}"));
        assert!(!spec.entities.contains_key(not), "{said}: {:?}", spec.entities.keys());
        assert_eq!(spec.entities.len(), 2, "{said}");
    }
    // By itself it is all that there is.
    assert!(read("We rent out kayaks.").entities.len() <= 1);
    let spec = read("A dog has a name and a race. We have boxes, each box has a number and a size in m2.");
    assert!(spec.relations.is_empty(), "{:?}", spec.relations);
}

#[test]
fn what_happens_is_no_field() {
    let things = "A rehearsal has a date and a place.";
    for said in [
        "For each rehearsal I tick off who attended.",
        "For every rehearsal we mark who was there.",
        "When the leader assigns a singer to a seat for a period, it is booked.",
    ] {
        let spec = read(&format!("{things} {said}"));
        assert_eq!(fields(&spec, "Rehearsal"), ["date", "place"], "{said}");
        assert!(!spec.open_questions.is_empty(), "{said}");
    }
    let spec = read("A team has a name and a city. Judges give each team points from 0 to 100.");
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Team"]);
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn what_is_done_has_what_is_told_of_it() {
    for said in [
        "A technician performs a visit on an elevator on a date with a result: passed, minor defects, out of order.",
        "A technician (name, phone) carries out a visit on an elevator on a day with a result (passed, failed).",
        "Each technician makes a visit to an elevator with a result (passed, failed) and a note.",
    ] {
        let spec = read(&format!(
            "Elevators have a number and a maker. Technicians have a name and a phone. {said}"
        ));
        assert!(
            fields(&spec, "Visit").contains(&"result".to_owned()),
            "{said}: {:?}",
            fields(&spec, "Visit")
        );
        assert_eq!(fields(&spec, "Technician"), ["name", "phone"], "{said}");
        let keys: Vec<_> = spec.relations.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
        assert_eq!(keys, [("Visit", "Technician"), ("Visit", "Elevator")], "{said}");
    }
}

#[test]
fn a_role_in_brackets_is_who_acts() {
    for said in ["The office (admin) can do everything.", "The office (administrator) can do all."] {
        let spec = read(&format!("We need an API with login for lessons (title, date). {said}"));
        assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Lesson"], "{said}");
        assert!(spec.auth.as_ref().is_some_and(|auth| auth.roles.contains(&"admin".to_owned())), "{said}");
    }
}

#[test]
fn a_command_line_is_no_record_in_whichever_sentence_it_stands() {
    for text in [
        "Track my runs. A run has a date, a distance and a duration. I want a CLI with `add` and `list`.",
        "Please make our command line tool. A run has a date and a distance in km. `runs add` and `runs list` are its commands.",
        "I log my runs. It is a command line tool. A run has a date and a distance. Commands: `add`, `list`.",
    ] {
        let spec = read(text);
        assert_eq!(spec.project.kind, domain::spec::ProjectType::Cli, "{text}");
    }
}
